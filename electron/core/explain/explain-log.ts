import { parseBootLog } from '../formats/boot-log.ts';
import type { Ask, Cause, Explanation, Observation } from './explanation.ts';
import { findFramework, findIdfVersion, releasesOf } from './log-origin.ts';
import { observe } from './observe.ts';
import { rankCauses } from './rank-causes.ts';
import { type LogLine, readLog } from './read-log.ts';
import { type AskCode, askFor } from './vocabulary.ts';

/**
 * Explains a pasted device log: what it says, what that proves and what it does not, the likely causes, and the one
 * thing that settles which it is. Takes any text, of any size, and never throws.
 */
export function explainLog(text: string): Explanation {
  const { lines, coverage } = readLog(text);
  const bootLog = parseBootLog(lines.map((line) => line.text).join('\n'));
  const idfVersion = findIdfVersion(lines, bootLog.boots);
  // Of a text that grew beyond its limit, the parser of boot logs reads the last lines.
  const offset = lines.length - bootLog.lines.length - 1;
  const findings = bootLog.findings.map((finding) => ({ ...finding, line: lines[finding.line + offset]?.number ?? 1 }));
  const observations = observe(lines, releasesOf(idfVersion), findings);
  const causes = rankCauses(observations);
  return {
    schema: 1,
    framework: findFramework(lines),
    idfVersion,
    coverage,
    observations,
    causes,
    ask: askWhat(causes, observations, lines),
  };
}

const asksAboutServer: readonly AskCode[] = [
  'server-chain',
  'certificate-names',
  'server-handshake',
  'record-size',
  'fetch-url',
  'resolve-host',
  'other-network',
];

/** Without a cause, more of the log is what is missing. */
function askWhat([top]: readonly Cause[], observations: readonly Observation[], lines: readonly LogLine[]): Ask {
  if (!top) return { code: 'earlier-lines', params: {} };
  const ask = askFor[top.code];
  const host = asksAboutServer.includes(ask) ? hostIn(lines) : undefined;
  const datesOn = observations.some(({ proves }) => proves.includes('dates-checked'));
  return { code: ask, params: { ...(host !== undefined && { host }), ...(datesOn && { dates: 'on' }) } };
}

const hostForms = [
  /couldn't get hostname for :([\w.-]{1,253}):/i,
  /failed connect to ([\w.-]{1,253}):\d/i,
  /https?:\/\/(?:[^\s/@]{0,100}@)?([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/i,
];

/** The server that the unit wanted, where the log names one. */
function hostIn(lines: readonly LogLine[]): string | undefined {
  for (const form of hostForms) {
    const host = lines.map(({ text }) => form.exec(text)?.[1]).find((found) => found !== undefined);
    if (host !== undefined) return host.toLowerCase();
  }
  return undefined;
}
