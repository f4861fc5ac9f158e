const encoder = new TextEncoder();
const maxLength = 256;

/** Control, format (bidirectional overrides among them), surrogate and separator characters other than the plain space. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * Text from a certificate so that it can be shown: what cannot be seen, a backslash and the given special characters are
 * escaped as `\XX` per UTF-8 octet or `\x` (the way of RFC 4514), and nobody is made to read more than 256 characters.
 */
export function printableText(text: string, special = ''): string {
  const characters = [...text];
  const shown = characters
    .slice(0, maxLength)
    .map((character) => escaped(character, special))
    .join('');
  return characters.length > maxLength ? `${shown}…` : shown;
}

function escaped(character: string, special: string): string {
  if (character === '\\' || special.includes(character)) return `\\${character}`;
  if (!invisible.test(character)) return character;
  return [...encoder.encode(character)]
    .map((octet) => `\\${octet.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
