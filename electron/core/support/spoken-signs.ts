/**
 * Sixteen signs that neither look nor sound alike: no O I L Z S B G beside 0 1 2 5 8 6, no letter that rhymes with 3 (B C D E
 * G P T V Z), 8 (A H J), 2 (Q U), M (N) or F (S), and no 9, which radio operators say as "niner" because it sounds like 5.
 */
const signs = '012345678FKMRWXY';

/** What eyes and fingers make of a sign. */
const misread: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', Z: '2', S: '5', B: '8' };

/** A value below 16 as the sign that stands for it. */
export function spokenSign(value: number): string {
  return signs.charAt(value);
}

/** The value that a sign stands for, in either case; -1 for what is no sign. */
export function signValue(sign: string): number {
  const upper = sign.toUpperCase();
  return upper.length === 1 ? signs.indexOf(misread[upper] ?? upper) : -1;
}
