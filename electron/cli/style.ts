import pc from 'picocolors';
import type { CliIo } from './io.ts';

/** Text colours for people. */
export type Style = ReturnType<typeof pc.createColors>;

/**
 * Plain text where NO_COLOR is set or not both outputs are terminals: text may go to either. FORCE_COLOR colours
 * nevertheless. Empty variables count as not set (https://no-color.org, https://force-color.org).
 */
export function styleFor({ env, stdout, stderr }: CliIo): Style {
  const isTerminal = stdout.isTTY === true && stderr.isTTY === true && env.TERM !== 'dumb';
  return pc.createColors(!env.NO_COLOR && (isTerminal || Boolean(env.FORCE_COLOR)));
}

/** Two aligned columns: label and value, one row a line. */
export function rows(style: Style, entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(...entries.map(([label]) => label.length), 0);
  return entries.map(([label, value]) => `  ${style.dim(label.padEnd(width))}  ${value}`.trimEnd()).join('\n');
}

/** Control, bidirectional and invisible characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * Text from a unit, a package or a server, made harmless for a terminal: invisible characters become
 * visible escapes, which JSON reads as the same characters. So a name cannot move the cursor or hide what follows
 * (DESIGN §5.9).
 */
export function harmless(text: string, maxLength = 200): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return short.replaceAll(invisible, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
