const blockLength = 0x1000;

export interface SpiffsOptions {
  readonly blocks: number;
  readonly pageLength?: number;
  readonly usesLength?: boolean;
}

/** Lays files out in a SPIFFS volume, data before index as a writer does, written independently of the reader (FORMATS §6.1). */
export function buildSpiffs(files: readonly (readonly [path: string, content: Uint8Array])[], options: SpiffsOptions) {
  const { blocks, pageLength = 256, usesLength = true } = options;
  const volume = new Uint8Array(blocks * blockLength).fill(0xff);
  const view = new DataView(volume.buffer);
  const pagesPerBlock = blockLength / pageLength;
  const free: number[] = [];
  for (let block = 0; block < blocks; block++) {
    const magic = 0x20140529 ^ pageLength ^ (usesLength ? blocks - block : 0);
    view.setUint16(block * blockLength + pageLength - 4, magic & 0xffff, true);
    for (let page = 1; page < pagesPerBlock; page++) free.push(block * pagesPerBlock + page);
  }
  const writePage = (objectId: number, span: number, flags: number, content: Uint8Array, at: number): number => {
    const page = free.shift();
    if (page === undefined) throw new RangeError('volume is full');
    const start = page * pageLength;
    const block = Math.floor(page / pagesPerBlock);
    view.setUint16(block * blockLength + 2 * ((page % pagesPerBlock) - 1), objectId, true);
    view.setUint16(start, objectId, true);
    view.setUint16(start + 2, span, true);
    volume[start + 4] = flags;
    volume.set(content, start + at);
    return page;
  };
  for (const [index, [path, content]] of files.entries()) {
    const objectId = index + 1;
    const payload = pageLength - 5;
    const pages: number[] = [];
    for (let at = 0; at < content.length; at += payload) {
      pages.push(writePage(objectId, at / payload, 0xfc, content.subarray(at, at + payload), 5));
    }
    const numbers = pages.flatMap((page) => [page & 0xff, page >> 8]);
    const inHeader = Math.floor((pageLength - 49) / 2) * 2;
    const inOther = Math.floor((pageLength - 8) / 2) * 2;
    const header = new Uint8Array(41 + Math.min(numbers.length, inHeader));
    new DataView(header.buffer).setUint32(0, content.length, true);
    header[4] = 1;
    header.set(new TextEncoder().encode(path), 5);
    header.set(numbers.slice(0, inHeader), 41);
    writePage(objectId | 0x8000, 0, 0xf8, header, 8);
    for (let at = inHeader, span = 1; at < numbers.length; at += inOther, span++) {
      writePage(objectId | 0x8000, span, 0xf8, Uint8Array.from(numbers.slice(at, at + inOther)), 8);
    }
  }
  return volume;
}
