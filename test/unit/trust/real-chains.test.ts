import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { known } from '../../../electron/core/inspect/fact.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import { now } from './seed-pki.ts';

function certificates(folder: string, name: string): Uint8Array<ArrayBuffer>[] {
  return findPemCertificates(readFileSync(sharedPath('certs', folder, `${name}.pem`))).map(({ der }) => der);
}

async function statusOf(
  host: string | undefined,
  root: string,
  chain: readonly Uint8Array[],
  dates: boolean,
  at = now,
): Promise<string> {
  const anchors = certificates('roots', root).map((der) => pemAnchor(der, 'ota_0'));
  const verdict = await judge(unitFacts({ anchors, dateCheck: known(dates) }), serverView(host, ...chain), { now: at });
  return `${verdict.status} ${verdict.reasons.map(({ code }) => code).join(' ')}`;
}

describeWithShared('real chains (TRUST A.4)', () => {
  const crossSign = () => certificates('letsencrypt', 'isrg-root-x1-cross-signed');

  it('A1: DST Root CA X3 accepts the chain of 2023 today while no dates are checked', async () => {
    const chain = certificates('chains-real', 'lencr.org-2023-12-R3-X1byDST');
    expect(await statusOf('lencr.org', 'DST-Root-CA-X3', chain, false)).toBe('reachable path-found');
  });

  it('A2: the same chain without the cross-sign is the failure of the seed case', async () => {
    const chain = certificates('chains-real', 'lencr.org-2023-12-R3-X1byDST').slice(0, 2);
    expect(await statusOf('lencr.org', 'DST-Root-CA-X3', chain, false)).toBe('stranded no-path');
  });

  it('A3: a leaf of 2026 is accepted with the cross-sign appended, and not as served', async () => {
    const served = certificates('chains-real', 'letsencrypt.org-2026-04-E8-served');
    expect(await statusOf('letsencrypt.org', 'DST-Root-CA-X3', served, false)).toBe('stranded no-path');
    const chain = [...served, ...crossSign()];
    expect(await statusOf('letsencrypt.org', 'DST-Root-CA-X3', chain, false)).toBe('reachable path-found');
    expect(await statusOf('letsencrypt.org', 'ISRG-Root-X1', chain, false)).toBe('reachable path-found');
  });

  it('A4: the issuing authorities of 2026 reach it through the same cross-sign', async () => {
    const rsa = ['gen-y_int-yr1', 'gen-y_root-yr-by-x1'].flatMap((name) => certificates('letsencrypt', name));
    const ecdsa = ['gen-y_int-ye1', 'gen-y_root-ye-by-x2', 'gen-y_root-x2-by-x1'].flatMap((name) =>
      certificates('letsencrypt', name),
    );
    for (const chain of [rsa, ecdsa]) {
      expect(await statusOf(undefined, 'DST-Root-CA-X3', [...chain, ...crossSign()], false)).toBe(
        'reachable path-found',
      );
    }
  });

  it('A5: with dates checked the anchor itself is what has expired', async () => {
    const chain = certificates('chains-real', 'lencr.org-2023-12-R3-X1byDST');
    const at = Date.UTC(2023, 11, 1);
    expect(await statusOf('lencr.org', 'DST-Root-CA-X3', chain, true, at)).toBe('stranded expired');
  });

  it('aws.amazon.com as served reaches the roots that Amazon cross-signed', async () => {
    const chain = certificates('chains-real', 'aws.amazon.com-2026-04-served');
    for (const root of ['Amazon-Root-CA-1', 'Starfield-Class-2-Certification-Authority']) {
      expect(await statusOf('aws.amazon.com', root, chain, false)).toBe('reachable path-found');
    }
    expect(await statusOf('aws.amazon.com', 'ISRG-Root-X1', chain, false)).toBe('stranded no-path');
  });
});
