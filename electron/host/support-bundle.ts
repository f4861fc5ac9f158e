import { arch, platform, release } from 'node:os';
import type { Report } from '../core/engine/report.ts';
import type { UnitState } from '../core/errors/recovery-error.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import type { WireEvent } from '../core/interfaces/flash-loader.ts';
import type { ExchangeEvent } from '../core/interfaces/provisioning-transport.ts';
import { isJobRecord } from '../core/records/record.ts';
import { packBundle, type SupportBundle } from '../core/support/bundle.ts';
import {
  factsOfJournal,
  factsText,
  journalText,
  planHashOfJournal,
  prettyJson,
  reportText,
} from '../core/support/bundle-texts.ts';
import { redactText } from '../core/support/redact.ts';
import { encodeSupportCode } from '../core/support/support-code.ts';
import { journalIds, journalName, journalTime, lastJournal } from './journals.ts';
import { productVersion } from './product-version.ts';
import { isoTime } from './run-job.ts';
import { readWireLog } from './wire-log.ts';
import type { Workspace } from './workspace.ts';

/** A unit on which no job ran, as far as it was seen. */
export interface SeenUnit {
  readonly target: string;
  readonly facts: UnitFacts | undefined;
  readonly bootLog: string;
  readonly error: { readonly code: string; readonly supportCode?: string | undefined } | undefined;
  readonly unitState: UnitState | undefined;
  readonly wire: readonly (WireEvent | ExchangeEvent)[];
}

/** The same for a unit that did not get as far as a job: it could not be reached, or was refused. */
export async function makeSessionBundle(seen: SeenUnit, { clock }: Workspace): Promise<SupportBundle> {
  const { target, facts, bootLog, error, unitState, wire } = seen;
  const at = isoTime(clock);
  const texts = {
    'manifest.json': prettyJson({ ...manifestOf(undefined, at), supportCode: error?.supportCode, target }),
    'error.json': prettyJson({ error, unitState }),
    'facts.json': factsText(facts, undefined),
    'wire-log.jsonl': wire.map((event) => `${JSON.stringify(event)}\n`).join(''),
    'boot-log.txt': redactText(bootLog),
  };
  return packBundle(`unstrand-support-${at.replaceAll(/[^0-9]/g, '')}.zip`, texts, new Date(at));
}

/** Which job a bundle is about. */
export type JobChoice = { readonly journalId: string } | { readonly last: true };

/**
 * Everything that support needs of a job and may see, redacted: which program on which system, facts, journal, wire log,
 * boot log, report. It is made in memory: whoever asks shows `entries` before `zip` is saved anywhere. Throws
 * `support.no-job`.
 */
export async function makeSupportBundle(choice: JobChoice, workspace: Workspace): Promise<SupportBundle> {
  const id = await chosenJournal(choice, workspace);
  const bytes = await workspace.store.read(journalName(id));
  const journal = new TextDecoder().decode(bytes);
  const report = await reportOf(id, journal, workspace);
  const at = isoTime(workspace.clock);
  const texts = {
    'manifest.json': prettyJson({ ...manifestOf(report, at), job: id }),
    'facts.json': factsText(factsOfJournal(journal), report?.factsAfter),
    'journal.jsonl': journalText(journal),
    'wire-log.jsonl': journalText(await readWireLog(id, workspace)),
    'boot-log.txt': redactText(report?.bootLog ?? ''),
    'report.json': reportText(report),
  };
  return packBundle(`unstrand-support-${id}.zip`, texts, new Date(at));
}

function manifestOf(report: Report | undefined, at: string): object {
  const { error, unitState, outcome } = report ?? {};
  return {
    schema: 1,
    product: 'unstrand',
    version: productVersion,
    at,
    system: { platform: platform(), release: release(), arch: arch(), node: process.versions.node },
    supportCode: encodeSupportCode({ error: error?.code, unitState, outcome, version: productVersion }),
  };
}

async function chosenJournal(choice: JobChoice, workspace: Workspace): Promise<string> {
  if ('last' in choice) {
    const id = await lastJournal(workspace);
    if (id !== undefined) return id;
    throw new RecoveryError('support.no-job', { id: '' });
  }
  if ((await journalIds(workspace)).includes(choice.journalId)) return choice.journalId;
  throw new RecoveryError('support.no-job', { id: choice.journalId });
}

/** The last report of this job: a resumed one has several. Reports of a later job on the same unit are not its. */
async function reportOf(id: string, journal: string, workspace: Workspace): Promise<Report | undefined> {
  const { records } = workspace;
  const planHash = planHashOfJournal(journal);
  const next = (await journalIds(workspace)).find((other) => sameUnit(other, id) && other > id);
  const found = (await records.search({ mac: id.slice(0, id.lastIndexOf('-')) })).findLast(
    (record) =>
      record.planHash === planHash &&
      digits(record.at) >= journalTime(id) &&
      (next === undefined || digits(record.at) < journalTime(next)),
  );
  const record = found && (await records.find(found.sequence));
  return record !== undefined && isJobRecord(record) ? record.body.report : undefined;
}

function sameUnit(a: string, b: string): boolean {
  return a.slice(0, a.lastIndexOf('-')) === b.slice(0, b.lastIndexOf('-'));
}

function digits(time: string): string {
  return time.replaceAll(/[^0-9]/g, '');
}
