const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no text holds
const controlCharacter = /[\x00-\x1f\x7f-\x9f]/;

/**
 * The text of a fixed-size field, up to its first NUL or its end, as UTF-8 (a field may cut a character in two).
 * Undefined where it holds control characters: such a field is not the text it is taken for.
 */
export function readFixedText(field: Uint8Array): string | undefined {
  const end = field.indexOf(0);
  const text = utf8.decode(end < 0 ? field : field.subarray(0, end));
  return controlCharacter.test(text) ? undefined : text;
}

/** Like `readFixedText` for fields that must end in NUL. */
export function readTerminatedText(field: Uint8Array): string | undefined {
  return field.includes(0) ? readFixedText(field) : undefined;
}

/** A field of `length` bytes that holds the text as UTF-8, zero padded. Throws RangeError where it does not fit. */
export function encodeFixedText(text: string, length: number): Uint8Array<ArrayBuffer> {
  const encoded = encoder.encode(text);
  if (encoded.length > length || controlCharacter.test(text)) throw new RangeError('text does not fit the field');
  const field = new Uint8Array(length);
  field.set(encoded);
  return field;
}
