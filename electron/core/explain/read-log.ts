import { printableLine } from '../formats/log-text.ts';
import type { LogCoverage } from './explanation.ts';

/** A line of a log, free of what terminals, monitors and forums put around it. */
export interface LogLine {
  /** As in the pasted text, counted from 1. */
  readonly number: number;
  readonly text: string;
  /** It begins an entry: it bears a level and a tag, or is one of the ROM's. Other lines may continue the one before. */
  readonly startsEntry: boolean;
}

export interface PastedLog {
  readonly lines: readonly LogLine[];
  readonly coverage: LogCoverage;
}

/** Of an endless log the beginning counts, because it names the versions, and the end, because it holds the failure. */
const headLength = 1_000_000;
const tailLength = 3_000_000;
const maxEntriesPerLine = 500;

/**
 * Reads any ESP-IDF or Arduino log as people paste it: colours whole or halved, quoted, wrapped, with clock prefixes of
 * monitors, or all on one line. Looks at 4 million characters at most and says which lines it left out.
 */
export function readLog(text: string): PastedLog {
  const { head, tail, gap } = cut(text);
  const headLines = linesOf(head, 1);
  const lastHeadLine = headLines.at(-1)?.number ?? 0;
  const skipped = gap === undefined ? 0 : countLines(text, gap.from, gap.to);
  const tailLines = gap === undefined ? [] : linesOf(tail, lastHeadLine + skipped + (head.endsWith('\n') ? 1 : 0));
  const lines = [...headLines, ...tailLines];
  return {
    lines,
    coverage: {
      characters: text.length,
      charactersRead: head.length + tail.length,
      lines: lines.at(-1)?.number ?? 0,
      leftOut: skipped === 0 ? undefined : { from: lastHeadLine + 1, to: lastHeadLine + skipped },
    },
  };
}

/** Cuts at the ends of lines where there are any. */
function cut(text: string): { head: string; tail: string; gap: { from: number; to: number } | undefined } {
  if (text.length <= headLength + tailLength) return { head: text, tail: '', gap: undefined };
  const headEnd = text.lastIndexOf('\n', headLength - 1) + 1 || headLength;
  const tailBreak = text.indexOf('\n', text.length - tailLength);
  const tailStart = tailBreak < 0 ? text.length - tailLength : tailBreak + 1;
  return { head: text.slice(0, headEnd), tail: text.slice(tailStart), gap: { from: headEnd, to: tailStart } };
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** An entry behind another on the same line: the pasted text has lost its line breaks. */
const nextEntry = /(?<=\S)\s{1,8}(?=[EWI] \([\d:. -]{1,24}\) [\w.-]{1,40}: )/;
const anyEntry = /[EWIDV] \([\d:. -]{1,24}\) /;

function linesOf(text: string, firstNumber: number): LogLine[] {
  const physical = text.replace(/\r?\n$/, '').split(/\r\n|[\r\n]/);
  return physical.flatMap((line, index) => entriesOf(line).map((entry) => readLine(entry, firstNumber + index)));
}

/** What stands before the first entry, such as a monitor's clock, belongs to it. */
function entriesOf(line: string): string[] {
  const [first = '', second, ...rest] = line.split(nextEntry, maxEntriesPerLine);
  if (second === undefined) return [line];
  return anyEntry.test(first) ? [first, second, ...rest] : [`${first} ${second}`, ...rest];
}

/** Colour codes whose escape character was lost on the way, or was spelled out. */
const colourRemains = /(?:\u241b|<0x1b>|\\x1b|\\e|\\033|\?)?\[(?:\d{1,2};){0,3}\d{1,2}m/gi;
const quoteMarks = /^(?:\s{0,4}(?:>|\||&gt;)\s?){1,6}/;
const entities: Readonly<Record<string, string>> = {
  '&gt;': '>',
  '&lt;': '<',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

function readLine(line: string, number: number): LogLine {
  const text = printableLine(line)
    .replace(colourRemains, '')
    .replace(quoteMarks, '')
    .replace(/&(?:gt|lt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity)
    .trim();
  return { number, text, startsEntry: entryStart.test(text) };
}

const entryStart =
  /(?:^|[^\w])[EWIDV] \([\d:. -]{1,24}\) ?[\w.-]{1,40}:|\[[EWIDVC]\]\[[\w.-]{1,40}:\d{1,5}\]|^(?:rst:0x|ets |ESP-ROM|load:0x|entry 0x|mode:|Guru|Backtrace|abort\(\)|Rebooting|\d\d:\d\d:\d\d)/;
