import { showInvisible } from '../../electron/core/records/escape-html.ts';

/** Text that comes from a unit, a package, a server or a file: isolated in its own direction, nothing hidden, not endless. */
export function Untrusted({ text, length = 300 }: { readonly text: string; readonly length?: number }) {
  return <bdi>{readable(text, length)}</bdi>;
}

/** The same as a plain string, for attributes. */
export function readable(text: string, length = 300): string {
  const shown = showInvisible(text.slice(0, length));
  return text.length > length ? `${shown}…` : shown;
}
