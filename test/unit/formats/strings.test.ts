import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import { parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { bootloaderFingerprint, readBootloaderIdfVersion } from '../../../electron/core/formats/bootloader-image.ts';
import {
  compareIdfVersions,
  type IdfVersion,
  mbedTlsVersionOf,
  parseIdfVersion,
} from '../../../electron/core/formats/idf-version.ts';
import { redactUrl } from '../../../electron/core/formats/redact-url.ts';
import { dataStreams, fileOffsetIn } from '../../../electron/core/formats/rodata.ts';
import { findSourcePaths, findStrings, findUrls, findVersionStrings } from '../../../electron/core/formats/strings.ts';
import { buildImage } from './build-image.ts';

const text = (value: string) => new TextEncoder().encode(value);

describe('strings in bytes', () => {
  it('are printable, NUL-terminated and four or more characters long', () => {
    const bytes = text('\x01abcd\0abc\0open ended\x02next\0');
    expect([...findStrings(bytes)]).toEqual([
      { offset: 1, text: 'abcd' },
      { offset: 21, text: 'next' },
    ]);
  });

  it('give version candidates of four kinds, each with its place', () => {
    const bytes = text('v3.2-103-g4aa1058e8\0fw_version: v1.4.2-rc1 of today\0\x002.10.3\x0020190412\0HTTP/1.1\0');
    expect(findVersionStrings(bytes)).toEqual([
      { offset: 0, text: 'v3.2-103-g4aa1058e8', kind: 'idf', version: 'v3.2-103-g4aa1058e8' },
      { offset: 20, text: 'fw_version: v1.4.2-rc1 of today', kind: 'keyed', version: 'v1.4.2-rc1' },
      { offset: 53, text: '2.10.3', kind: 'semver', version: '2.10.3' },
      { offset: 60, text: '20190412', kind: 'date-code', version: '20190412' },
    ]);
  });

  it('give URLs with a host, without what may be secret', () => {
    const bytes = text(
      'x\0https://user:pa55@OTA.example.com:8443/fw/app.bin?token=abc#x\0http://%s:%d/x\0https://\0http://10.0.0.1/a b',
    );
    expect(findUrls(bytes)).toEqual([
      { offset: 2, url: 'https://OTA.example.com:8443/fw/app.bin', host: 'ota.example.com' },
      { offset: 88, url: 'http://10.0.0.1/a', host: '10.0.0.1' },
    ]);
  });

  it('give paths of source files', () => {
    const paths =
      '/home/me/esp/esp-adf/esp-idf/components/esp32/cpu_start.c\0C:/work/speaker/main/ota.cpp\0/index.html\0';
    expect(findSourcePaths(text(paths)).map((found) => found.text)).toEqual([
      '/home/me/esp/esp-adf/esp-idf/components/esp32/cpu_start.c',
      'C:/work/speaker/main/ota.cpp',
    ]);
  });

  it('never throw on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        findVersionStrings(bytes);
        findUrls(bytes);
        findSourcePaths(bytes);
      }),
    );
  });
});

describe('redacted URLs', () => {
  it.each([
    ['https://user:p@ss@host/path?q=1#f', 'https://host/path'],
    ['mqtts://id@host:8883', 'mqtts://host:8883'],
    ['https://host/p@th', 'https://host/p@th'],
    ['host/path?token=1', 'host/path'],
    ['http://host#fragment?x', 'http://host'],
    ['', ''],
  ])('%s', (url, expected) => expect(redactUrl(url)).toBe(expected));

  it('never keep a query, a fragment or user info', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[^/?#]*$/), fc.string(), (user, host, rest) => {
        const redacted = redactUrl(`https://${user.replace(/[/?#]/g, '')}@${host}/${rest}`);
        expect(redacted).not.toMatch(/[?#]/);
        expect(redacted.slice(8).split('/')[0]).not.toContain('@');
      }),
    );
  });
});

describe('logical streams', () => {
  const half = (part: string) => text(part);
  const image = buildImage([
    { loadAddress: 0x3f400020, data: text('rodata text\0') },
    { loadAddress: 0x3ffb0000, data: half('firmware ver') },
    { loadAddress: 0, data: new Uint8Array(16) },
    { loadAddress: 0x400d0018, data: text('code in flash...') },
    { loadAddress: 0x3ffb000c, data: half('sion 2.1.0\0\0') },
  ]);
  const parsed = parseAppImage(image);
  const streams = parsed.ok ? dataStreams(image, parsed.value.segments, chips.ESP32) : [];

  it('join segments whose addresses follow each other, without code and padding', () => {
    expect(streams.map(({ loadAddress, bytes }) => [loadAddress, bytes.length])).toEqual([
      [0x3f400020, 12],
      [0x3ffb0000, 24],
    ]);
    expect(streams.flatMap(({ bytes }) => findVersionStrings(bytes))).toMatchObject([{ version: '2.1.0' }]);
  });

  it('know where each byte stands in the file', () => {
    const [, data] = streams;
    if (!data) throw new Error('no data stream');
    for (let position = 0; position < data.bytes.length; position++) {
      expect(image[fileOffsetIn(data, position) ?? -1]).toBe(data.bytes[position]);
    }
    expect(fileOffsetIn(data, data.bytes.length)).toBeUndefined();
  });
});

describe('bootloader image', () => {
  const strings = 'spare v9.9\0v3.2-103-g4aa1058e8\0\x1b[0;32mI (%d) %s: ESP-IDF %s 2nd stage bootloader\x1b[0m\n\0';
  const padded = text(strings.padEnd(Math.ceil(strings.length / 4) * 4, '\0'));
  const bootloader = buildImage([{ loadAddress: 0x3fff0018, data: padded }]);

  it('gives the version literal beside its banner', () => {
    expect(readBootloaderIdfVersion(bootloader)).toBe('v3.2-103-g4aa1058e8');
  });

  it('prefers the descriptor of v5.2 and later', () => {
    const descriptor = new Uint8Array(80);
    descriptor[0] = 80;
    descriptor.set(text('v5.3.1'), 8);
    expect(readBootloaderIdfVersion(buildImage([{ loadAddress: 0x3fff0018, data: descriptor }]))).toBe('v5.3.1');
  });

  it('says nothing where there is nothing', () => {
    expect(readBootloaderIdfVersion(new Uint8Array(4096))).toBeUndefined();
    expect(
      readBootloaderIdfVersion(buildImage([{ loadAddress: 0x3fff0018, data: new Uint8Array(64) }])),
    ).toBeUndefined();
  });

  it('has one fingerprint whatever flash settings and stale digest it carries', () => {
    const patched = bootloader.slice();
    patched.set([0, 0x4f], 2);
    expect(bootloaderFingerprint(patched)).toBe(bootloaderFingerprint(bootloader));
    const rehashed = buildImage([{ loadAddress: 0x3fff0018, data: padded }], { flashBytes: [0, 0x4f] });
    expect(bootloaderFingerprint(rehashed)).toBe(bootloaderFingerprint(bootloader));
    patched[0x30] = 1;
    expect(bootloaderFingerprint(patched)).not.toBe(bootloaderFingerprint(bootloader));
    expect(bootloaderFingerprint(new Uint8Array(100))).toBeUndefined();
  });
});

describe('ESP-IDF versions', () => {
  const version = (value: string): IdfVersion => {
    const found = parseIdfVersion(value);
    if (!found) throw new Error(value);
    return found;
  };

  it('are read from what git describe gives, cut off or not', () => {
    expect(version('v3.2-103-g4aa1058e8')).toEqual({
      major: 3,
      minor: 2,
      patch: 0,
      prerelease: undefined,
      commits: 103,
    });
    expect(version('v5.0-beta1-427-g4532e6e0b2-dirt')).toMatchObject({ prerelease: 'beta1', commits: 427 });
    expect(version('v3.3.5-1-g85c43024c')).toMatchObject({ patch: 5, commits: 1 });
    for (const none of ['', 'v5', 'qa-test-v5.1-20230320-58-g1489c', '3.2', 'v3.2 beta']) {
      expect(parseIdfVersion(none)).toBeUndefined();
    }
  });

  it('are ordered', () => {
    const ordered = [
      'v3.2-dev-1239-g7313e39fd',
      'v3.2-beta1',
      'v3.2-beta2',
      'v3.2-rc1',
      'v3.2',
      'v3.2-103-g4aa1058e8',
      'v3.2.1',
      'v3.3',
      'v10.0',
    ];
    const shuffled = [...ordered].reverse().sort((a, b) => compareIdfVersions(version(a), version(b)));
    expect(shuffled).toEqual(ordered);
  });

  it('name the Mbed TLS they carry, where the table says so', () => {
    const named = (value: string) => mbedTlsVersionOf(version(value));
    expect(named('v3.2-103-g4aa1058e8')).toBe('2.13.1');
    expect(named('v4.4.8')).toBe('2.28.8');
    expect(named('v4.4')).toBe('2.16.12');
    expect(named('v5.2.2')).toBe('3.6.0');
    expect(named('v5.5.1')).toBe('3.6.4');
    expect(named('v5.5.99')).toBeUndefined();
    expect(named('v3.2-dev-1239-g7313e39fd')).toBeUndefined();
    expect(named('v9.9')).toBeUndefined();
  });
});
