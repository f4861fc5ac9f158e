import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { parseBuild, readCases, readPool } from '../../verdicts/cases.ts';
import { compareVerdicts } from '../../verdicts/compare.ts';

describeWithShared('verdicts of ten real builds (TRUST §D)', () => {
  const cases = () => readCases(sharedPath('vectors', 'tls', 'verdicts.jsonl'));
  const pool = () => readPool(sharedPath('vectors', 'tls', 'certs.pem'));

  it('are all equal, the certificate that Mbed TLS 3.6.4 cannot parse included', async () => {
    const reports = await compareVerdicts(cases(), pool());
    expect(reports.map(({ cases: judged, equal }) => [judged, equal])).toEqual(new Array(10).fill([500, 500]));
    expect(reports.flatMap(({ wrong }) => wrong)).toEqual([]);
  });

  it('tell a wrong one by its case', async () => {
    const [first, ...rest] = cases().slice(0, 3);
    if (first === undefined) throw new Error('no cases');
    const expectations = { ...first.expect, 'crt_bundle v4.4': { ok: true } };
    const reports = await compareVerdicts([{ ...first, expect: expectations }, ...rest], pool());
    expect(reports.filter(({ equal }) => equal < 3)).toEqual([
      { build: 'crt_bundle v4.4', cases: 3, equal: 2, wrong: [first.id] },
    ]);
  });

  it('of a case whose certificates are missing is wrong, and the others are judged', async () => {
    const [first, second] = cases();
    if (first === undefined || second === undefined) throw new Error('no cases');
    const reports = await compareVerdicts([{ ...first, chain: ['00'.repeat(32)] }, second], pool());
    expect(reports.map(({ equal, wrong }) => [equal, wrong])).toEqual(new Array(10).fill([1, [first.id]]));
  });

  it('come by the ten thousand, each pair of certificates checked once', async () => {
    const [all, certificates] = [cases(), pool()];
    const start = performance.now();
    let judged = 0;
    while (judged < 10_000) {
      judged += (await compareVerdicts(all, certificates)).reduce((sum, report) => sum + report.cases, 0);
    }
    console.info(`${judged} verdicts in ${((performance.now() - start) / 1000).toFixed(2)} s`);
    expect(judged).toBe(10_000);
  });
});

describe('a build of a verdict file', () => {
  it.each([
    ['mbedtls-2.6.0', '2.6.0', undefined, false, false],
    ['mbedtls-2.13.1 (IDF v3.2)+dates', '2.13.1', undefined, false, true],
    ['crt_bundle v4.2+dates', '2.16.7', 'v4.2', false, true],
    ['crt_bundle v5.5', '3.6.4', 'v5.5', false, false],
    ['crt_bundle v6.0 cross-signed+dates', '4.0.0', 'v6.0', true, true],
  ])('%s', (name, mbedTls, bundle, crossSigned, checksDates) => {
    expect(parseBuild(name)).toEqual({ mbedTls, bundle, crossSigned, checksDates });
  });

  it('that nobody knows is refused', () => {
    expect(() => parseBuild('openssl-3')).toThrow('unknown build');
  });
});
