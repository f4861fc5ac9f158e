/**
 * The text of a fixed-size field, up to its first NUL or its end. Undefined where it holds anything but printable
 * ASCII: such a field is not the text it is taken for.
 */
export function readFixedText(field: Uint8Array): string | undefined {
  let text = '';
  for (const byte of field) {
    if (byte === 0) return text;
    if (byte < 0x20 || byte > 0x7e) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Like `readFixedText` for fields that must end in NUL. */
export function readTerminatedText(field: Uint8Array): string | undefined {
  return field.includes(0) ? readFixedText(field) : undefined;
}

/** A field of `length` bytes that holds the text, zero padded. Throws RangeError where it does not fit or is not ASCII. */
export function encodeFixedText(text: string, length: number): Uint8Array<ArrayBuffer> {
  if (text.length > length || /[^\x20-\x7e]/.test(text)) throw new RangeError('text does not fit the field');
  const field = new Uint8Array(length);
  for (let i = 0; i < text.length; i++) field[i] = text.charCodeAt(i);
  return field;
}
