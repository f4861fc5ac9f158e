/** A list as ESP-AT's `AtPKI.py` packs it: type (1 CA, 2 certificate, 3 key), id and content of each item (FORMATS §7.7). */
export function espAtList(items: readonly (readonly [type: number, id: number, data: Uint8Array])[]) {
  const body = items.flatMap(([type, id, data]) => [
    type,
    id,
    data.length & 0xff,
    data.length >> 8,
    ...data,
    ...Array.from({ length: (4 - (data.length % 4)) % 4 }, () => 0xff),
  ]);
  const bytes = new Uint8Array(8 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xf1f1, true);
  view.setUint16(2, items.length, true);
  view.setUint32(4, body.length, true);
  bytes.set(body, 8);
  return bytes;
}
