import { printableLine } from '../../core/formats/log-text.ts';

/** Longest text of an entity (electron/contract/state.ts). */
export const maxEntityText = 1000;

/**
 * Text from a unit, an adapter or a package as entities carry it: on one line, control characters and those that turn the
 * direction of text escaped, cut with an ellipsis. Whatever it holds, a screen that shows it shows text.
 */
export function harmlessText(text: string, maxLength = maxEntityText): string {
  // Escapes are longer than what they stand for, so it is cut before and after.
  const shown = printableLine(text.slice(0, maxLength + 1).replaceAll(/[\r\n\t]+/g, ' '));
  return text.length > maxLength || shown.length > maxLength ? `${shown.slice(0, maxLength - 1)}…` : shown;
}
