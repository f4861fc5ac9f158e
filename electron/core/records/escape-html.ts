const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * C0 and C1 controls (tab and line feed excepted), soft hyphen, zero-width and bidirectional controls, line separators,
 * tag characters, lone surrogates, what is no character at all: what can hide text, reorder it or end it. They are shown by their number instead.
 */
const invisible =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** Text from anywhere as HTML text or as the value of a quoted attribute: it cannot become markup, nor deceive the eye. */
export function escapeHtml(text: string): string {
  return showInvisible(text).replaceAll(/[&<>"'`]/g, (character) => entities[character] ?? '');
}

/** Text in which nothing can hide: what has no shape of its own stands there by its number. */
export function showInvisible(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(invisible, (character) => (character === '\n' || character === '\t' ? character : shown(character)));
}

function shown(character: string): string {
  return `\u27e8U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}
