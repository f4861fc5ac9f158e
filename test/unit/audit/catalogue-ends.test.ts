import { expect, it } from 'vitest';
import { auditFirmware } from '../../../electron/core/audit/audit-firmware.ts';
import { distrustOf } from '../../../electron/core/audit/catalogue-ends.ts';
import type { Catalogue, CatalogueAuthority } from '../../../electron/core/catalogue/catalogue.ts';
import type { Anchor } from '../../../electron/core/inspect/facts.ts';
import { catalogueOf, certificateOf, shippedCatalogue, source } from '../../support/catalogue.ts';
import { ecKey, issueCa, type TestCertificate } from '../../support/pki.ts';
import { pemAnchor, unitFacts } from '../../support/unit-facts.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');
const key = ecKey('catalogue-ends root');
const root = issueCa('Root', key, undefined, { until: 2030 });
const renewed = issueCa('Root', key, undefined, { until: 2036 });
const foreign = issueCa('Foreign', ecKey('catalogue-ends foreign'), undefined, { until: 2050 });
const cross = issueCa('Root', key, foreign, { until: 2049 });

function bundled({ der }: TestCertificate): Anchor {
  const { subject, publicKey } = certificateOf(der);
  return {
    kind: 'name+key',
    subject: subject.text,
    subjectDer: '',
    spkiDer: '',
    spkiSha256: publicKey.sha256,
    foundIn: { partition: 'ota_0', offset: 0x20000, slot: 'ota_0' },
    encoding: 'crt-bundle',
    usable: true,
  };
}

const catalogue = await catalogueOf(
  [root, renewed, cross, foreign].map(({ der }) => source(der)),
  { authorities: [{ subject: 'CN=Root', distrusted: '2028' }] },
);

it('dates a root of a bundle by the last certificate that it signed for itself, never by a cross-sign', async () => {
  const facts = unitFacts({ anchors: [bundled(root)] });
  for (const dateCheck of ['on', 'off', 'unknown'] as const) {
    const { anchors, horizon } = await auditFirmware(facts, { now, dateCheck, catalogue });
    const until = { date: '2036-01-01T00:00:00.000Z', cause: 'authority-ends', source: 'catalogue' };
    expect(anchors).toMatchObject([{ until, distrust: { date: '2028', cause: 'browsers' } }]);
    expect(horizon).toEqual({ kind: 'date', subject: 'CN=Root', ...until });
  }
  const { anchors, horizon } = await auditFirmware(facts, { now });
  expect([anchors[0]?.until, anchors[0]?.distrust, horizon]).toEqual([undefined, undefined, { kind: 'open' }]);
});

it('names a root that is known by its hash only by that hash', async () => {
  const { spkiSha256, foundIn } = bundled(root);
  const anchors = [
    { kind: 'hash-only', subject: '', spkiSha256, foundIn, encoding: 'release-catalogue', usable: true },
  ] as const;
  const { horizon } = await auditFirmware(unitFacts({ anchors }), { now, catalogue });
  expect(horizon).toMatchObject({ kind: 'date', subject: spkiSha256, source: 'catalogue' });
});

it('fails a bundle whose roots have all ended, and leaves the horizon open for a root that no catalogue knows', async () => {
  const stranger = issueCa('Own', ecKey('catalogue-ends own'));
  const later = { now, catalogue, failBefore: '2036-01-02' };
  const codes = async (anchors: readonly Anchor[]) =>
    (await auditFirmware(unitFacts({ anchors }), later)).findings.map(({ code }) => code);
  expect(await codes([bundled(root)])).toContain('expires-before');
  const mixed = [bundled(root), bundled(stranger)];
  expect(await codes(mixed)).not.toContain('expires-before');
  const { anchors, horizon } = await auditFirmware(unitFacts({ anchors: mixed }), later);
  expect([anchors.at(-1)?.until, horizon]).toEqual([undefined, { kind: 'open' }]);
});

it("keeps a certificate's own date, and takes the later one where the same key is in a bundle too", async () => {
  const own = await auditFirmware(unitFacts({ anchors: [pemAnchor(root.der, 'ota_0')] }), { now, catalogue });
  expect(own.horizon).toMatchObject({ date: '2030-01-01T00:00:00.000Z', cause: 'authority-ends', source: 'firmware' });
  expect(own.anchors[0]?.distrust?.date).toBe('2028');
  const both = unitFacts({ anchors: [pemAnchor(root.der, 'ota_0'), bundled(root)] });
  const { horizon } = await auditFirmware(both, { now, catalogue });
  expect(horizon).toMatchObject({ date: '2036-01-01T00:00:00.000Z', source: 'catalogue' });
});

it.each<[string, Partial<CatalogueAuthority>, ReturnType<typeof distrustOf>]>([
  ['nothing known', {}, undefined],
  [
    'noted',
    { distrusted: '2025', mozilla: { websites: true, until: '2028-01-01' } },
    { date: '2025', cause: 'browsers' },
  ],
  [
    'no later certificates',
    { mozilla: { websites: true, until: '2028-01-01', distrustAfter: '2024-11-30' } },
    { date: '2024-11-30', cause: 'new-certificates' },
  ],
  [
    'in the program',
    { mozilla: { websites: true, until: '2028-01-01' } },
    { date: '2028-01-01', cause: 'root-program' },
  ],
  ['dropped', { mozilla: { websites: false, until: '2025-01-01' } }, { date: '2025-01-01', cause: 'root-program' }],
  ['dropped early', { mozilla: { websites: false, until: '2031-01-01' } }, undefined],
])('says of distrust what the catalogue knows: %s', (_, standing, distrust) => {
  const { name, publicKey } = catalogue.authorities.find(({ name: { text } }) => text === 'CN=Root') ?? {};
  if (name === undefined || publicKey === undefined) throw new Error('no such root');
  const changed: Catalogue = { ...catalogue, authorities: [{ name, publicKey, ...standing }] };
  expect(distrustOf(publicKey.sha256, changed)).toEqual(distrust);
});

it('knows the ends of the roots that the shipped catalogue has', async () => {
  const shipped = shippedCatalogue();
  const { publicKey } =
    shipped.authorities.find(({ name }) => name.text.includes('CN=Baltimore CyberTrust Root')) ?? {};
  const anchors = [{ ...bundled(root), spkiSha256: publicKey?.sha256 ?? '' }];
  const audit = await auditFirmware(unitFacts({ anchors }), { now, catalogue: shipped });
  expect(audit.horizon).toMatchObject({ date: '2025-05-12T23:59:00.000Z', source: 'catalogue' });
  expect(audit.anchors[0]?.distrust).toEqual({ date: '2025', cause: 'browsers' });
  expect(audit.passes).toBe(false);
});
