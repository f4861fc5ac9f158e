import type { BootFinding } from '../formats/boot-findings.ts';
import { redactLogLine } from '../formats/redact-log.ts';
import type { Observation } from './explanation.ts';
import type { IdfRange } from './idf-release.ts';
import { meanings } from './meanings/meanings.ts';
import { numberSightings } from './number-sightings.ts';
import { findingSighting, phraseSightings } from './phrase-sightings.ts';
import type { LogLine } from './read-log.ts';
import type { Sighting } from './sighting.ts';

const maxObservations = 200;

/** Everything recognised in the lines; what is said again is counted, not repeated. In the order of lines. */
export function observe(
  lines: readonly LogLine[],
  releases: IdfRange,
  bootFindings: readonly BootFinding[],
): Observation[] {
  const found = new Map<string, Observation>();
  let open: LogLine | undefined;
  for (const line of lines) {
    const sightings = sightingsIn(line.text, releases);
    for (const sighting of sightings) note(found, sighting, line);
    if (sightings.length === 0 && open && !line.startsEntry) noteWrapped(found, open, line, releases);
    open = sightings.length === 0 && line.startsEntry && line.text !== '' ? line : undefined;
  }
  // Loops and changes of slot show in several lines together; the parser of boot logs sees them.
  for (const { kind, line: number, text } of bootFindings.filter(
    ({ kind }) => kind === 'boot-loop' || kind === 'slot-changed',
  )) {
    for (const sighting of findingSighting(kind)) note(found, sighting, { number, text, startsEntry: true });
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

/** Where words and a number say the same, the number's name is the better one. */
function sightingsIn(text: string, releases: IdfRange): Sighting[] {
  if (text === '') return [];
  const numbers = numberSightings(text, releases);
  const words = phraseSightings(text).filter(
    ({ code, named }) => named || !numbers.some((other) => other.code === code),
  );
  return [...words, ...numbers];
}

/** A terminal or a mail program broke the entry in two, between words or within one. */
function noteWrapped(found: Map<string, Observation>, begin: LogLine, end: LogLine, releases: IdfRange): void {
  const whole = [`${begin.text} ${end.text}`, begin.text + end.text];
  const sightings = whole.map((text) => sightingsIn(text, releases)).find((candidates) => candidates.length > 0) ?? [];
  for (const sighting of sightings) note(found, sighting, { ...begin, text: whole[0] ?? begin.text });
}

function note(found: Map<string, Observation>, { code, name, params = {} }: Sighting, line: LogLine): void {
  const key = `${code} ${name}`;
  const known = found.get(key);
  if (known) {
    const again = line.number > known.lastLine;
    found.set(key, { ...known, lastLine: Math.max(known.lastLine, line.number), count: known.count + (again ? 1 : 0) });
    return;
  }
  const meaning = meanings.get(code);
  if (!meaning || found.size >= maxObservations) return;
  found.set(key, {
    line: line.number,
    lastLine: line.number,
    count: 1,
    code,
    name,
    params,
    text: redactLogLine(line.text).slice(0, 200),
    proves: meaning.proves,
    doesNotProve: meaning.doesNotProve,
  });
}
