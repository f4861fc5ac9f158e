/** A difference between the recordings and the virtual unit that is meant, and why. Each must be met at least once. */
export const tolerances = {
  'status left-overs':
    'bytes 2 and 3 of a ROM status are what stood in memory; no loader looks at them (ESPTOOL-JS §4)',
  'strapping value':
    'the emulator was strapped to 0x0f, 0x12, 2 or 8; the unit has the straps of a DevKit (FORMATS §12.1)',
  'download text':
    "the emulator's straps print nothing (ESP32) or `wait uart0 download` (C3); a DevKit prints `waiting for download`",
  'kept reset cause': 'after a software reset the emulator keeps its cause over EN; a chip forgets it',
  'text of the boot':
    'what follows the ROM lines of a start from flash is for the boot model, which has tests of its own',
  'exception dump': 'registers and stack of a crash are those of the emulated program; the first line is compared',
  'ROM of the emulator':
    'the eFuses of c-secureboot-v1 say revision 0, the emulator ran the ROM of revision 3 all the same',
  'repeated lines':
    'lines that repeat without end were cut in the recording, in the middle of a line as well; which lines there are is compared',
  'emulator still starting':
    'the ESP32 of the emulator was not listening when the first SYNCs came, and answered some of them late',
  'one byte of old flash': 'what stood at 0x10100 before the write that fails depends on recordings that came before',
} as const;

export type Tolerance = keyof typeof tolerances;

export type Tolerate = (tolerance: Tolerance) => void;

/** A response frame of a ROM without the two bytes that mean nothing. */
export function withoutLeftOvers(frame: string, tolerate: Tolerate): string {
  const isRomResponse =
    /^01..(0400|1800|2400|4400)/.test(frame) && frame.length / 2 === 8 + Number.parseInt(frame.slice(4, 6), 16);
  if (!isRomResponse || frame.endsWith('0000')) return frame;
  tolerate('status left-overs');
  return `${frame.slice(0, -4)}0000`;
}

/** The distinct lines of a text, as far as they are to be compared. */
export function comparableLines(file: string, text: string, tolerate: Tolerate): string[] {
  const lines = text.split(/\r\n|(?<=^\xc0)|(?<=\n\xc0)/).filter((line) => line !== '');
  const compared = lines.map((line) => comparableLine(file, line, tolerate)).filter((line) => line !== undefined);
  const distinct = [...new Set(compared)];
  if (distinct.length < compared.length) tolerate('repeated lines');
  return distinct.sort();
}

const rules: readonly (readonly [tolerance: Tolerance, file: RegExp, line: RegExp, becomes: string | undefined])[] = [
  ['text of the boot', /./, /^inv(alid( header: .*)?)?$|^inval/, undefined],
  [
    'exception dump',
    /./,
    /^(epc1=|Core 0 register|PC {2}|TP {2}|[STA]\d+ |MSTATUS|Stack memory|3f[0-9a-f]{6}: )/,
    undefined,
  ],
  ['download text', /./, /^wait(ing for| uart0) download$/, undefined],
  ['ROM of the emulator', /c-secureboot-v1/, /^ets J.*$/, 'ets'],
  ['kept reset cause', /efuse-[cd]/, /^rst:0x[13] \([A-Z_]+\)/, 'rst:'],
  ['repeated lines', /efuse-d/, /^7 2021$/, undefined],
];

function comparableLine(file: string, line: string, tolerate: Tolerate): string | undefined {
  const rule = rules.find(([, files, pattern]) => files.test(file) && pattern.test(line));
  if (rule !== undefined) {
    const [tolerance, , pattern, becomes] = rule;
    tolerate(tolerance);
    if (becomes === undefined) return undefined;
    return comparableLine('', line.replace(pattern, becomes), tolerate);
  }
  const strapped = line.replace(/boot:0x[0-9a-f]+ \(.*\)$/, 'boot:');
  if (strapped !== line) tolerate('strapping value');
  return strapped;
}
