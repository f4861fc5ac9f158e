import { z } from 'zod';
import type { Report } from '../engine/report.ts';
import { redactJson, redactText } from './redact.ts';

const jobEntry = z.looseObject({ plan: z.looseObject({ hash: z.string() }) });

/** The journal of a job as support may read it, line by line, a damaged line included. The facts stand in a file of their own. */
export function journalText(journal: string): string {
  const lines = journal.split('\n').filter((line) => line !== '');
  return lines.map((line) => `${journalLine(line)}\n`).join('');
}

function journalLine(line: string): string {
  const entry = parseObject(line);
  if (entry === undefined) return JSON.stringify({ damaged: redactText(line) });
  const { factsBefore, ...rest } = entry;
  return JSON.stringify(redactJson(rest));
}

/** Facts before the job, which the journal holds; undefined where its first line is damaged. */
export function factsOfJournal(journal: string): unknown {
  return parseObject(journal.split('\n', 1)[0] ?? '')?.factsBefore;
}

/** Hash of the plan that the job runs; undefined where its first line is damaged. */
export function planHashOfJournal(journal: string): string | undefined {
  return jobEntry.safeParse(parseObject(journal.split('\n', 1)[0] ?? '')).data?.plan.hash;
}

/** What is known of the unit, before and after. */
export function factsText(before: unknown, after: unknown): string {
  return before === undefined && after === undefined ? '' : prettyJson({ before, after });
}

/** How the job ended. Facts and boot log stand in files of their own. */
export function reportText(report: Report | undefined): string {
  if (report === undefined) return '';
  const { factsAfter, bootLog, ...rest } = report;
  return prettyJson(rest);
}

/** Redacts, too. */
export function prettyJson(value: object): string {
  return `${JSON.stringify(redactJson(value), null, 2)}\n`;
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
