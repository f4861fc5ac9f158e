import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { parseIdfVersion } from '../../../electron/core/formats/idf-version.ts';
import { cipherSuiteName } from '../../../electron/core/tls/cipher-suites.ts';
import { encodeClientHello } from '../../../electron/core/tls/client-hello.ts';
import { clientProfile, profileIds, profileOfIdf } from '../../../electron/core/tls/client-profile.ts';
import { namedGroupName } from '../../../electron/core/tls/named-groups.ts';
import { createRecordReader } from '../../../electron/core/tls/record-reader.ts';

interface Recording {
  readonly idf: string;
  readonly mbedTls: string;
  readonly hello: string;
}

const recordings: Recording[] = JSON.parse(readFileSync('test/fixtures/client-hello/recordings.json', 'utf8'));
const randomAt = 11;

function idf(text: string) {
  const version = parseIdfVersion(text);
  if (version === undefined) throw new Error(text);
  return version;
}

describe('ClientHello', () => {
  it.each(recordings)('of ESP-IDF $idf is byte for byte what its Mbed TLS $mbedTls sends', (recording) => {
    const random = decodeHex(recording.hello).subarray(randomAt, randomAt + 32);
    const hello = encodeClientHello(profileOfIdf(idf(recording.idf)), { host: 'fw.example.com', random });
    expect(encodeHex(hello)).toBe(recording.hello);
  });

  it('has a recording for every profile', () => {
    const recorded = new Set(recordings.map((recording) => profileOfIdf(idf(recording.idf)).id));
    expect([...recorded].sort()).toEqual([...profileIds].sort());
  });

  it('takes the profile of Mbed TLS 2.28 from the patch on that brought it', () => {
    const profiles = ['v4.3.2', 'v4.3.3', 'v4.4', 'v4.4.1', 'v4.2.5', 'v6.1'].map((text) => profileOfIdf(idf(text)).id);
    expect(profiles).toEqual([
      'mbedtls-2.16',
      'mbedtls-2.28',
      'mbedtls-2.16',
      'mbedtls-2.28',
      'mbedtls-2.16',
      'mbedtls-4',
    ]);
  });

  it('names every suite and group that a profile offers', () => {
    for (const { suites, groups } of profileIds.map(clientProfile)) {
      const nameless = suites.filter((suite) => !cipherSuiteName(suite).startsWith('TLS_'));
      expect(nameless).toEqual([0x00ff]); // renegotiation's signal is no suite
      expect(groups.filter((group) => namedGroupName(group) === undefined)).toEqual([]);
    }
  });

  it('is one record with one message, whatever the host', () => {
    fc.assert(
      fc.property(fc.constantFrom(...profileIds), fc.stringMatching(/^[a-z0-9.-]{1,255}$/), (id, host) => {
        const hello = encodeClientHello(clientProfile(id), { host, random: new Uint8Array(32) });
        const events = [...createRecordReader().read(hello)];
        expect(events).toEqual([
          { ok: true, value: expect.objectContaining({ kind: 'message', type: 1, records: 1 }) },
        ]);
        expect(new TextDecoder('latin1').decode(hello)).toContain(host);
      }),
    );
  });
});
