import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseLocation } from '../../../electron/core/tls/http-head.ts';
import { findChainChanges, findInHttpHead, probeFindingCodes } from '../../../electron/core/tls/probe-findings.ts';
import type { ServerProbe } from '../../../electron/core/tls/server-probe.ts';

function probe(chain: readonly string[], more: Partial<ServerProbe> = {}): ServerProbe {
  return {
    schema: 1,
    host: 'fw.example.com',
    port: 443,
    at: '2026-11-24T10:00:00.000Z',
    profile: 'mbedtls-2.16',
    result: {
      kind: 'flight',
      version: '1.2',
      suite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      chain,
      certificateMessageBytes: 1,
      certificateRecords: 1,
      recordSizes: [1],
    },
    findings: [],
    ...more,
  };
}

const later = '2026-11-25T10:00:00.000Z';

describe('findings', () => {
  it('each have their sentence, and no sentence is left over', () => {
    const sentences: Record<string, string> = JSON.parse(readFileSync('resources/locales/en/probe.json', 'utf8'));
    expect(Object.keys(sentences).sort()).toEqual([...probeFindingCodes].sort());
    expect(Object.values(sentences).every((sentence) => sentence.endsWith('.'))).toBe(true);
  });

  it('name a chain that changes with the client', () => {
    const found = findChainChanges([probe(['a', 'b', 'c']), probe(['a', 'b'], { profile: 'mbedtls-3' })]);
    expect(found).toEqual([
      { code: 'chain-differs-by-client', params: { first: 'mbedtls-2.16', second: 'mbedtls-3' } },
    ]);
  });

  it('name a chain that changes with time, a certificate alone included', () => {
    const change = [{ code: 'chain-differs-by-time', params: { first: probe([]).at, second: later } }];
    expect(findChainChanges([probe(['a', 'b']), probe(['a', 'c'], { at: later })])).toEqual(change);
    expect(findChainChanges([probe(['a', 'b']), probe(['b', 'a'], { at: later })])).toEqual(change);
    expect(findChainChanges([probe(['a']), probe(['b'], { at: later })])).toEqual(change);
  });

  it('do not take a renewed certificate, another server or a refusal for a change', () => {
    expect(findChainChanges([probe(['a', 'i']), probe(['b', 'i'], { at: later })])).toEqual([]);
    expect(findChainChanges([probe(['a']), probe(['b'], { port: 8443 })])).toEqual([]);
    const refused = probe([], { result: { kind: 'refused', alert: 40, alertName: 'handshake_failure' } });
    expect(findChainChanges([probe(['a']), refused])).toEqual([]);
    expect(findChainChanges([probe(['a'])])).toEqual([]);
  });

  it('say where a redirect leads and which status is no firmware', () => {
    const path = '/fw.bin';
    const location = { scheme: 'https', host: 'cdn.example.net', port: 443 } as const;
    expect(findInHttpHead({ status: 302, location }, path)).toEqual([
      { code: 'redirect', params: { path, status: 302, ...location } },
    ]);
    const missing = findInHttpHead({ status: 404, location: undefined }, path);
    expect(missing).toEqual([{ code: 'status', params: { path, status: 404 } }]);
    expect(findInHttpHead({ status: 200, location: undefined }, path)).toEqual([]);
  });
});

describe('location', () => {
  const base = 'https://fw.example.com:8443/fw.bin';

  it('is read relative to the URL and without what may be secret', () => {
    expect(parseLocation('/other.bin?token=secret', base)).toEqual({
      scheme: 'https',
      host: 'fw.example.com',
      port: 8443,
    });
    expect(parseLocation('http://user:secret@cdn.example.net/x', base)).toEqual({
      scheme: 'http',
      host: 'cdn.example.net',
      port: 80,
    });
  });

  it('is none where it leads out of HTTP or nowhere', () => {
    expect(parseLocation('javascript:alert(1)', base)).toBeUndefined();
    expect(parseLocation('https://[', base)).toBeUndefined();
  });
});
