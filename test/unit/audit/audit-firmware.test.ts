import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Audit, findingCodes } from '../../../electron/core/audit/audit.ts';
import { type AuditOptions, auditFirmware } from '../../../electron/core/audit/audit-firmware.ts';
import { readImageEvidence } from '../../../electron/core/audit/image-evidence.ts';
import { decodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import { inspectImage } from '../../../electron/core/inspect/inspect-image.ts';
import { parseChain } from '../../../electron/core/trust/chain-file.ts';
import { buildApp } from '../../../electron/sim/firmware/app.ts';
import { syntheticPki, updateHost } from '../../../electron/sim/firmware/pki.ts';
import { newSeedApp, oldSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { unitFacts } from '../../support/unit-facts.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');

async function auditOf(bytes: Uint8Array<ArrayBuffer>, options: Partial<AuditOptions> = {}): Promise<Audit> {
  const facts = await inspectImage(bytes, { releases: [], now: new Date(now).toISOString(), simulated: false });
  return auditFirmware(facts, { now, evidence: readImageEvidence(bytes, facts), ...options });
}

function serverOf(chain: keyof ReturnType<typeof syntheticPki>['chains']) {
  const server = parseChain(new TextEncoder().encode(syntheticPki().chains[chain]), updateHost);
  if (!server.ok) throw new Error(server.problem.code);
  return server.value;
}

const found = ({ findings }: Audit) => findings.map(({ code, level }) => `${level} ${code}`);

it('fails the seed firmware: its one root has ended', async () => {
  const audit = await auditOf(oldSeedApp('ESP32', 'tiny'));
  expect(audit).toMatchObject({ passes: false, singleRoot: true, insecure: false, imageSigning: 'unsigned' });
  expect(audit.horizon).toMatchObject({ kind: 'date', date: '2021-09-30T00:00:00.000Z', cause: 'either' });
  expect(found(audit)).toEqual([
    'error expires-before',
    'warning single-root',
    'warning unsigned-images',
    'note date-check-unknown',
  ]);
});

it('passes the new firmware, until a later date is asked for', async () => {
  const app = newSeedApp('ESP32', 'tiny');
  const audit = await auditOf(app, { failBefore: '2040-09-30' });
  expect(audit).toMatchObject({ passes: true, image: { version: '2.0.0', projectName: 'seed-radio' } });
  expect(audit.anchors).toHaveLength(2);
  const later = await auditOf(app, { failBefore: '2040-10-01' });
  expect(found(later)).toContain('error expires-before');
  expect(later.findings[0]?.params).toMatchObject({ date: '2040-09-30', limit: '2040-10-01' });
});

it('judges the server', async () => {
  const app = newSeedApp('ESP32', 'tiny');
  const accepted = await auditOf(app, { server: serverOf('moved'), dateCheck: 'on', failBefore: '2038-01-01' });
  expect(accepted.verdict?.status).toBe('reachable');
  expect(found(accepted)).toContain('warning chain-ends-before');
  const refused = await auditOf(oldSeedApp('ESP32', 'tiny'), { server: serverOf('moved') });
  expect(found(refused)).toContain('error server-not-accepted');
});

it('says who ends a root: the unit that checks dates, or the authority', async () => {
  for (const [dateCheck, cause] of [
    ['on', 'unit-refuses'],
    ['off', 'authority-ends'],
  ] as const) {
    const audit = await auditOf(newSeedApp('ESP32', 'tiny'), { dateCheck });
    expect(audit.horizon).toMatchObject({ cause });
    expect(found(audit)).not.toContain('note date-check-unknown');
  }
});

it('takes firmware that names update addresses and has no root for insecure, unless roots may be elsewhere', async () => {
  const urls = ['http://fw.example.com/latest.bin'];
  const audit = await auditFirmware(unitFacts({ urls }), { now });
  expect(audit).toMatchObject({ insecure: true, passes: false, horizon: { kind: 'none' }, imageSigning: 'unknown' });
  const incomplete = await auditFirmware(unitFacts({ urls, complete: false }), { now });
  expect(incomplete.insecure).toBe(false);
  expect(found(incomplete)).toEqual(['error no-anchor', 'warning anchors-incomplete']);
});

it('compares the receive buffer with the chain that the server shows', async () => {
  const tls = (bytes: number) => ({ explainsRefusals: true, setsClock: true, inputBuffer: known(bytes) });
  const findingOf = async (bytes: number, options: Partial<AuditOptions>) =>
    (await auditFirmware(unitFacts({ tls: tls(bytes) }), { now, ...options })).findings.find(
      ({ code }) => code === 'small-buffer',
    );
  const server = serverOf('crossSigned');
  const length = server.chain.reduce((sum, member) => sum + 3 + decodeBase64(member).length, 7);
  expect(await findingOf(length - 1, { server })).toMatchObject({ level: 'error', params: { needed: length } });
  expect(await findingOf(length, { server })).toMatchObject({ level: 'warning' });
  expect(await findingOf(4096, {})).toMatchObject({ level: 'warning' });
  expect(await findingOf(16384, {})).toBeUndefined();
});

it('holds a bundle for as old as the build, and its roots for undated', async () => {
  const spki = 'ab'.repeat(32);
  const foundIn = { partition: 'ota_0', offset: 0x20000, slot: 'ota_0' };
  const root = { kind: 'name+key', subjectDer: '', spkiDer: '', spkiSha256: spki, subject: 'CN=Root' } as const;
  const facts = unitFacts({
    anchors: [{ ...root, foundIn, encoding: 'crt-bundle', usable: true }],
    dateCheck: unknown('not-supported'),
  });
  const nothingLeft = { privateKeys: [], homeFolderPaths: 0 };
  const built = (builtOn: string) => ({ now, evidence: { signatures: ['v2-rsa'] as const, builtOn, ...nothingLeft } });
  const old = await auditFirmware(facts, built('2021-06-11'));
  expect(old).toMatchObject({ horizon: { kind: 'open' }, bundle: { roots: 1, ageDays: 1990 }, imageSigning: 'signed' });
  expect(found(old)).toContain('warning stale-bundle');
  expect(found(await auditFirmware(facts, built('2026-01-01')))).not.toContain('warning stale-bundle');
});

it('names private keys and paths of a home folder that lie in the firmware, and shows nothing of either', async () => {
  const body = 'QUJD'.repeat(40);
  const pem = (label: string) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`;
  const texts = [
    pem('RSA PRIVATE KEY'),
    pem('EC PRIVATE KEY'),
    pem('ENCRYPTED PRIVATE KEY'),
    '/home/ada/esp/radio/main/ota.c',
    'C:\\Users\\ada\\radio\\main\\wifi.c',
    '/opt/esp/idf/components/log/log.c',
  ];
  const app = (texts: readonly string[]) =>
    buildApp({ chip: 'ESP32', texts, certificates: [syntheticPki().newRoot], size: 'tiny', seed: 7 });
  const audit = await auditOf(app(texts));
  expect(audit.findings.filter(({ code }) => code === 'private-key' || code === 'home-folder-paths')).toEqual([
    { code: 'private-key', level: 'warning', params: { count: 2, kinds: 'RSA, EC' } },
    { code: 'home-folder-paths', level: 'note', params: { count: 2 } },
  ]);
  expect(JSON.stringify(audit)).not.toMatch(/ada|QUJD/);
  const clean = found(await auditOf(app([pem('ENCRYPTED PRIVATE KEY'), '/opt/esp/idf/components/log/log.c'])));
  expect(clean).not.toContain('warning private-key');
  expect(clean).not.toContain('note home-folder-paths');
});

it('has words for every finding and every rule, and no others', () => {
  const { finding, rule } = JSON.parse(readFileSync('resources/locales/en/audit.json', 'utf8'));
  expect(Object.keys(finding).sort()).toEqual([...findingCodes].sort());
  expect(Object.keys(rule).sort()).toEqual([...findingCodes].sort());
});

it('refuses random and damaged bytes with a code, or audits them', async () => {
  const app = oldSeedApp('ESP32', 'tiny');
  const damaged = fc
    .tuple(fc.nat(app.length - 1), fc.nat(255))
    .map(([at, value]) => app.map((byte, index) => (index === at ? value : byte)));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 2000 }), damaged), async (bytes) => {
      const outcome = await auditOf(new Uint8Array(bytes)).catch((thrown: unknown) => thrown);
      expect(outcome instanceof RecoveryError || (outcome as Audit).schema === 1).toBe(true);
    }),
    { numRuns: 100 },
  );
});

describeWithShared('audit of the corpus', () => {
  const read = (file: string) => new Uint8Array(readFileSync(sharedPath('corpus', file)));

  it.each([
    ['app/airu_mqtt_ssl_201811.bin', false, '2026-01-04T19:33:42.000Z'],
    ['merged/nina_fw_201902_NINA_W102.bin', true, '2040-12-31T14:20:24.000Z'],
  ])(
    '%s: the roots are those that MANIFEST.json lists, and the last of them ends the horizon',
    async (file, passes, end) => {
      const manifest = JSON.parse(readFileSync(sharedPath('corpus', 'MANIFEST.json'), 'utf8'));
      const { ground_truth } = manifest.entries.find((entry: { file: string }) => entry.file === file);
      const listed: { sha256: string }[] = ground_truth.pem_certs;
      const bytes = read(file);
      const facts = await inspectImage(bytes, { releases: [], now: new Date(now).toISOString(), simulated: false });
      const certificates = facts.trust.anchors.flatMap((anchor) =>
        anchor.kind === 'certificate' ? [{ sha256: sha256Hex(decodeBase64(anchor.certificate)), anchor }] : [],
      );
      expect(new Set(certificates.map(({ sha256 }) => sha256))).toEqual(new Set(listed.map(({ sha256 }) => sha256)));
      const audit = await auditOf(bytes);
      const usable = certificates.filter(({ anchor }) => anchor.usable);
      expect(audit.anchors.map(({ spkiSha256 }) => spkiSha256).sort()).toEqual(
        [...new Set(usable.map(({ anchor }) => anchor.spkiSha256))].sort(),
      );
      expect(audit).toMatchObject({ passes, horizon: { kind: 'date', date: end }, imageSigning: 'unsigned' });
      expect(
        usable
          .map(({ anchor }) => anchor.notAfter)
          .sort()
          .at(-1),
      ).toBe(end);
    },
  );
});
