import { deflateSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { readZip } from '../../../electron/core/release/read-zip.ts';

const limits = { maxEntries: 64, maxTotalLength: 1 << 20 };

interface RawEntry {
  readonly name: string;
  readonly localName?: string;
  readonly data: Uint8Array;
  readonly declaredLength?: number;
  readonly flags?: number;
  readonly method?: number;
}

/** A zip archive exactly as asked, lies included. */
function rawZip(entries: readonly RawEntry[], count = entries.length): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, localName = name, data, declaredLength = data.length, flags = 0, method = 0 } of entries) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(localName.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt32LE(declaredLength, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(localName, 'latin1'), Buffer.from(data));
    directory.push(central, Buffer.from(name, 'latin1'));
    at += 30 + localName.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

function refusal(zip: Uint8Array): string | undefined {
  try {
    readZip(zip, limits);
    return undefined;
  } catch (error) {
    if (!(error instanceof RecoveryError)) throw error;
    return `${error.code} ${error.params.reason ?? ''}`.trim();
  }
}

const data = new TextEncoder().encode('some bytes');

describe('readZip', () => {
  it('reads stored and deflated files of other writers', () => {
    const zip = zipSync({ 'a.bin': [data, { level: 0 }], 'b.bin': [new Uint8Array(100_000), { level: 9 }] });
    expect([...readZip(zip, limits)]).toEqual([
      ['a.bin', data],
      ['b.bin', new Uint8Array(100_000)],
    ]);
    expect(readZip(rawZip([{ name: 'empty', data: new Uint8Array(0) }]), limits).get('empty')).toHaveLength(0);
  });

  it.each(['../up', 'folder/file', '/root', 'C:\\x', '..', '.', '.hidden', '-option', '__proto__', 'a b', 'a\0b', ''])(
    'refuses the name %j',
    (name) => {
      expect(refusal(rawZip([{ name, data }]))).toBe('release.unreadable bad-name');
    },
  );

  it('keeps names of object members apart from objects', () => {
    const files = readZip(rawZip([{ name: 'constructor', data }]), limits);
    expect(files.get('constructor')).toEqual(data);
    expect(files.get('toString')).toBeUndefined();
  });

  it('refuses two files of one name, and a file whose own header names another', () => {
    const twice = [
      { name: 'a', data },
      { name: 'a', data },
    ];
    expect(refusal(rawZip(twice))).toBe('release.unreadable repeated-name');
    expect(refusal(rawZip([{ name: 'a', localName: 'b', data }]))).toBe('release.unreadable bad-entry');
  });

  it('refuses too many entries and too large a declared total before it inflates anything', () => {
    const many = Array.from({ length: 65 }, (_, index) => ({ name: `f${index}`, data }));
    expect(refusal(rawZip(many))).toBe('release.too-large');
    expect(refusal(rawZip([{ name: 'a', data }], 0xffff))).toBe('release.too-large');
    expect(refusal(rawZip([{ name: 'a', data, declaredLength: 0xfffffff0, method: 8 }]))).toBe('release.too-large');
  });

  it('stops a bomb at its declared length', () => {
    const bomb = deflateSync(new Uint8Array(32 << 20), { level: 9 });
    expect(bomb.length).toBeLessThan(40_000);
    expect(refusal(rawZip([{ name: 'bomb', data: bomb, declaredLength: 1000, method: 8 }]))).toBe(
      'release.unreadable wrong-length',
    );
  });

  it('refuses a file that is shorter than declared', () => {
    const deflated = deflateSync(data);
    for (const declaredLength of [data.length + 1, data.length - 1]) {
      const entry = { name: 'a', data: deflated, declaredLength, method: 8 };
      expect(refusal(rawZip([entry]))).toBe('release.unreadable wrong-length');
    }
    expect(refusal(rawZip([{ name: 'a', data, declaredLength: 3 }]))).toBe('release.unreadable bad-entry');
  });

  it('refuses encryption, other methods, damaged streams and bytes behind the archive', () => {
    expect(refusal(rawZip([{ name: 'a', data, flags: 1 }]))).toBe('release.unreadable encrypted');
    expect(refusal(rawZip([{ name: 'a', data, method: 12 }]))).toBe('release.unreadable bad-entry');
    const damaged = new Uint8Array(50).fill(0xff);
    expect(refusal(rawZip([{ name: 'a', data: damaged, method: 8 }]))).toBe('release.unreadable bad-entry');
    const zip = rawZip([{ name: 'a', data }]);
    expect(refusal(Uint8Array.from([...zip, 0]))).toBe('release.unreadable not-a-zip');
    expect(refusal(rawZip([{ name: 'a', data }], 2))).toBe('release.unreadable bad-directory');
    expect(refusal(rawZip([{ name: 'a', data }], 0))).toBe('release.unreadable bad-directory');
  });
});
