import { escapeHtml } from '../escape-html.ts';

const markup: unique symbol = Symbol('markup');

/** A piece of HTML. Only the template below makes one, so whatever comes from data is text and gets escaped. */
export interface Html {
  readonly [markup]: string;
}

export type HtmlContent = Html | string | number | undefined | readonly HtmlContent[];

/**
 * HTML with values put in: pieces of HTML as they are, everything else escaped. Attributes must be quoted in the
 * template. Line breaks of the template are for its reader and left out.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlContent[]): Html {
  const text = parts.reduce((done, part, index) => done + part.replaceAll(/\n\s*/g, '') + textOf(values[index]), '');
  return { [markup]: text };
}

/** The text of a finished page. */
export function htmlText(piece: Html): string {
  return piece[markup];
}

/** The style sheet: our own constant, so it needs no escaping, and must not contain `</`. */
export function styleElement(css: string): Html {
  return { [markup]: `<style>${css}</style>` };
}

function textOf(value: HtmlContent): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return isHtml(value) ? value[markup] : value.map(textOf).join('');
}

function isHtml(value: Html | readonly HtmlContent[]): value is Html {
  return markup in value;
}
