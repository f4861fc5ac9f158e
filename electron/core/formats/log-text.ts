/** Characters of a log that are looked at: the last ones, because the newest boot is the one that counts. */
const maxLogLength = 4_000_000;
const maxLineLength = 1000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
const ansiSequence = /\x1b\[[0-9;?]{0,16}[A-Za-z]/g;
/** Control characters, and the invisible ones that turn the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
const unprintable = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The lines of a captured log: colours stripped, control characters shown as `\xNN`, over-long lines and logs cut. */
export function logLines(text: string): string[] {
  return text
    .slice(-maxLogLength)
    .split(/\r\n|[\r\n]/)
    .map(printableLine);
}

/** One line of a log: colours stripped, control characters shown as `\xNN`, cut at 1000 characters. */
export function printableLine(line: string): string {
  return line.slice(0, maxLineLength).replace(ansiSequence, '').replace(unprintable, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
