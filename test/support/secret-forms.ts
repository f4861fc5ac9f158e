/** Every form in which bytes may hold a secret: plain, UTF-16, hexadecimal, and base64 at each of its three alignments. */
export function secretForms(secret: string): Map<string, Buffer> {
  const plain = Buffer.from(secret);
  const forms = new Map<string, Buffer>([
    ['plain', plain],
    ['UTF-16 LE', Buffer.from(secret, 'utf16le')],
    ['UTF-16 BE', Buffer.from(secret, 'utf16le').swap16()],
    ['hex', Buffer.from(plain.toString('hex'))],
    ['HEX', Buffer.from(plain.toString('hex').toUpperCase())],
    ['URL-encoded', Buffer.from(encodeURIComponent(secret))],
  ]);
  for (const shift of [0, 1, 2]) {
    // Signs whose six bits are all the secret's: what stands before and behind it changes the others.
    const text = Buffer.concat([Buffer.alloc(shift), plain])
      .toString('base64')
      .replaceAll('=', '');
    const inner = text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + plain.length) * 8) / 6));
    forms.set(`base64 +${shift}`, Buffer.from(inner));
    forms.set(`base64url +${shift}`, Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_')));
  }
  return forms;
}

/** Names of the forms in which the bytes hold the secret. */
export function formsFound(bytes: Uint8Array, secret: string): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return [...secretForms(secret)].filter(([, form]) => buffer.includes(form)).map(([name]) => name);
}
