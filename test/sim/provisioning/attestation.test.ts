import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import type { AttestationFacts } from '../../../electron/core/inspect/facts.ts';
import { parseFacts } from '../../../electron/core/inspect/parse-facts.ts';
import { readRecoveryFacts } from '../../../electron/core/provisioning/recovery/read-facts.ts';
import type { ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import type { UnitKey } from '../../../electron/sim/provisioning/recovery/info-server.ts';
import type { RecoveryUnitOptions } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import { ecKey, issue, issueCa, type TestKey } from '../../support/pki.ts';
import { product, recoveryBench } from './recovery-bench.ts';

const root = issueCa('Units of Radio', ecKey('attestation root'));
const unitKey = ecKey('attestation unit');
const certificate = issue({ name: 'unit 07', key: unitKey, by: root }).der;
const wide = { maxMessage: 2000 };
const now = '2026-06-01T00:00:00.000Z';

function signing(privateKey: KeyObject): UnitKey['sign'] {
  return (message) => new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
}

function keyOf({ privateKey }: TestKey, shown: Uint8Array): UnitKey {
  return { sign: signing(privateKey), certificate: shown };
}

/** The seed's release, as that of a product whose units these keys vouch for. */
function releaseWith(keys: readonly Uint8Array[], id = product): ReleaseManifest {
  const { manifest } = seedRelease({ size: 'tiny' });
  const attestationKeys = keys.map((key) => Buffer.from(key).toString('base64'));
  const provisioning = { security: 1, patch: 0, proofOfPossession: true, attestationKeys } as const;
  return {
    ...manifest,
    product: { id, name: id },
    identify: [{ kind: 'project-name', value: product }],
    provisioning,
  };
}

interface Case {
  readonly key?: UnitKey;
  readonly releases?: readonly ReleaseManifest[];
  readonly settings?: RecoveryUnitOptions['settings'];
  readonly asks?: boolean;
}

async function attestationOf({ key, releases = [], settings = wide, asks = true }: Case) {
  const { context } = recoveryBench({ settings, ...(key && { key }) }, { request: 4096, answer: 4096 });
  const session = await context.reconnect(undefined);
  const random = asks ? systemRandom : undefined;
  const { facts } = await readRecoveryFacts(session, { releases, now, random });
  await session.close();
  expect(parseFacts(JSON.stringify(facts))).toEqual({ ok: true, value: facts });
  return facts.attestation;
}

function failed(problem: AttestationFacts['problem']) {
  return { known: true, value: { result: 'failed', problem } };
}

describe('a unit that attests itself', () => {
  it('is attested where a key of its release signed its certificate', async () => {
    const releases = [releaseWith([root.key.spki])];
    expect(await attestationOf({ key: keyOf(unitKey, certificate), releases })).toMatchObject({
      known: true,
      value: { result: 'attested', subject: 'CN=unit 07', keySha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('is attested by its bare key where the release names that, over a link too narrow for certificates', async () => {
    const releases = [releaseWith([unitKey.spki])];
    const settings = { maxMessage: 440 };
    const bare = await attestationOf({ key: keyOf(unitKey, unitKey.spki), releases, settings });
    expect(bare).toMatchObject({ value: { result: 'attested' } });
    const long = await attestationOf({ key: keyOf(unitKey, certificate), releases, settings });
    expect(long).toEqual({ known: false, reason: 'not-supported' });
  });

  it.each<[string, readonly ReleaseManifest[]]>([
    ['no release', []],
    ['a release that names no key', [{ ...releaseWith([]), provisioning: undefined }]],
    ['another root', [releaseWith([ecKey('stranger').spki])]],
    ['a key that is none', [releaseWith([Uint8Array.of(1, 2, 3)])]],
  ])('holds a key of nobody by %s', async (_, releases) => {
    expect(await attestationOf({ key: keyOf(unitKey, certificate), releases })).toMatchObject({
      value: { result: 'attested-by-unknown-key', subject: 'CN=unit 07' },
    });
  });

  it('is not attested by the key of another product', async () => {
    const other = { ...releaseWith([root.key.spki], 'other'), identify: [] };
    const releases = [releaseWith([]), other];
    expect(await attestationOf({ key: keyOf(unitKey, certificate), releases })).toMatchObject({
      value: { result: 'attested-by-unknown-key' },
    });
  });

  it.each<[string, UnitKey, AttestationFacts['problem']]>([
    ['a certificate that it has not the key of', keyOf(ecKey('thief'), certificate), 'signature'],
    ['an answer to another nonce', { sign: replayed(), certificate }, 'signature'],
    ['a signature of another form', { sign: () => new Uint8Array(70), certificate }, 'signature'],
    ['no certificate', keyOf(unitKey, new Uint8Array()), 'key'],
    ['rubbish for a certificate', keyOf(unitKey, new Uint8Array(300).fill(0x30)), 'key'],
    ['a key on another curve', keyOf(ecKey('wide', 'secp384r1'), ecKey('wide', 'secp384r1').spki), 'key'],
    ['an RSA key', rsaUnit(), 'key'],
  ])('proves nothing by %s', async (_, key, problem) => {
    const releases = [releaseWith([root.key.spki])];
    expect(await attestationOf({ key, releases })).toMatchObject(failed(problem));
  });

  it('proves nothing by a report other than the one that it gave', async () => {
    const settings = { ...wide, mode: 1 as 1 | 3 };
    const limits = { request: 4096, answer: 4096 };
    const { context } = recoveryBench({ settings, key: keyOf(unitKey, certificate) }, limits);
    const session = await context.reconnect(undefined);
    const random = {
      bytes: (length: number) => {
        settings.mode = 3;
        return systemRandom.bytes(length);
      },
    };
    const { facts } = await readRecoveryFacts(session, { releases: [], now, random });
    expect(facts.attestation).toMatchObject(failed('report'));
  });

  it('is unknown without a key, and not there where nobody asked', async () => {
    expect(await attestationOf({})).toEqual({ known: false, reason: 'not-supported' });
    expect(await attestationOf({ key: keyOf(unitKey, certificate), asks: false })).toBeUndefined();
  });
});

/** Signs the report, and a nonce that somebody else had asked with. */
function replayed(): UnitKey['sign'] {
  const honest = signing(unitKey.privateKey);
  return (message) => honest(Buffer.concat([message.subarray(0, -32), new Uint8Array(32)]));
}

function rsaUnit(): UnitKey {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { sign: () => new Uint8Array(64), certificate: publicKey.export({ type: 'spki', format: 'der' }) };
}
