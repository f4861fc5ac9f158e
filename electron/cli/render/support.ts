import { errorArea } from '../../core/errors/catalogue.ts';
import type { BundleEntry } from '../../core/support/bundle.ts';
import type { SpokenCase } from '../../core/support/support-code.ts';
import { harmless, rows, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** What a support code comes to in words; `what` and `next` are undefined where nothing failed or the error is not known here. */
export interface SpokenWords {
  readonly what: string | undefined;
  readonly next: string | undefined;
  readonly lines: readonly string[];
}

/** The words of a support code. A code carries no names and numbers: their places in the texts show `…`. */
export function describeSpokenCase(spoken: SpokenCase, texts: Texts, style: Style): SpokenWords {
  const { error, unitState, outcome, version } = spoken;
  const area = error === undefined ? undefined : errorArea(error);
  const text = (part: 'what' | 'next') =>
    area === undefined ? undefined : withGaps(texts(`errors-${area}:${error}.${part}`, { skipInterpolation: true }));
  const [what, next] = [text('what'), text('next')];
  return {
    what,
    next,
    lines: [
      ...errorLines(spoken, what, next, texts, style),
      ...(outcome === undefined ? [] : [`  ${texts(`cli:outcome.${outcome}`)}`]),
      ...(unitState === undefined ? [] : [`  ${texts(`cli:unit-state.${unitState}`)}`]),
      style.dim(
        `  ${version === undefined ? texts('cli:support.version-not-said') : texts('cli:support.version', { version })}`,
      ),
    ],
  };
}

/** What a bundle holds: a list of names and sizes, and every file as a whole where asked for. */
export function renderBundle(entries: readonly BundleEntry[], isWhole: boolean, texts: Texts, style: Style): string {
  const list = entries.map(({ name, size }) => [name, texts('cli:support.size', { size })] as const);
  const files = entries.flatMap(({ name, text }) => [
    style.bold(`--- ${name}`),
    ...text.split('\n').map((line) => harmless(line, Number.POSITIVE_INFINITY)),
  ]);
  return [style.bold(texts('cli:support.bundle')), rows(style, list), ...(isWhole ? files : [])].join('\n');
}

function errorLines(
  { error, errorNumber }: SpokenCase,
  what: string | undefined,
  next: string | undefined,
  texts: Texts,
  style: Style,
): string[] {
  if (errorNumber === 0) return [texts('cli:support.nothing-failed')];
  if (what === undefined || next === undefined) {
    return [error ?? texts('cli:support.newer-error', { number: errorNumber })];
  }
  return [`${style.red('✗')} ${what}`, `  ${style.bold('→')} ${next}`, style.dim(`  ${error}`)];
}

/** A text as it stands in the locale, with an ellipsis for whatever it wants filled in. */
function withGaps(text: string): string {
  return text.replaceAll(/\{\{[^}]{1,40}\}\}/g, '…');
}
