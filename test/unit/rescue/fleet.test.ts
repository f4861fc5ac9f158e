import { describe, expect, it } from 'vitest';
import { planRescue } from '../../../electron/core/rescue/rescue.ts';
import type { RescuePlan } from '../../../electron/core/rescue/rescue-plan.ts';
import type { FleetUnit } from '../../../electron/core/rescue/unit-class.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import { shippedCatalogue } from '../../support/catalogue.ts';
import { describeWithShared } from '../../support/shared.ts';
import { serverView, unitFacts } from '../../support/unit-facts.ts';
import { bundleUnit, now, pemUnit, realCertificates } from './real-units.ts';

function names(plan: RescuePlan, listener: number): string {
  const links = plan.listeners[listener]?.chain ?? [];
  return links.map(({ subject }) => /CN=([^,]*)/.exec(subject)?.[1]).join(' > ');
}

function unitsOf(plan: RescuePlan, listener: number): string {
  return (plan.listeners[listener]?.classes ?? []).flatMap((index) => plan.perClass[index]?.units ?? []).join(' ');
}

describeWithShared('a fleet of seven kinds behind the leaf of letsencrypt.org (TRUST §D)', () => {
  const v44 = { idf: 'v4.4', mbedTls: '2.16.12', dates: false };
  const v55 = { idf: 'v5.5', mbedTls: '3.6.2', dates: false };
  const dst = 'roots/DST-Root-CA-X3';
  const fleet = (): FleetUnit[] => [
    { name: 'A', facts: pemUnit(dst, { dates: false }) },
    { name: 'B', facts: pemUnit(dst, { dates: false, inputBuffer: 4096 }) },
    { name: 'C', facts: pemUnit(dst, { dates: true }) },
    { name: 'D', facts: pemUnit('roots/ISRG-Root-X1', { dates: false }) },
    { name: 'E', facts: bundleUnit('x509_crt_bundle-be-only-DST-X3', v44) },
    { name: 'F', facts: bundleUnit('x509_crt_bundle-v5.5-full', v55) },
    { name: 'G', facts: pemUnit(dst, { dates: false, oneSlot: true }) },
  ];
  const served = () =>
    serverView('letsencrypt.org', ...realCertificates('chains-real/letsencrypt.org-2026-04-E8-served'));
  const planned = () => planRescue({ fleet: fleet(), server: served(), catalogue: shippedCatalogue(), now });

  it('needs two servers: the long chain for the old ones, the short chain for the new bundle', async () => {
    const plan = await planned();
    expect(plan.listeners.map((_, index) => names(plan, index))).toEqual([
      'letsencrypt.org > E8',
      'letsencrypt.org > E8 > ISRG Root X1',
    ]);
    expect(unitsOf(plan, 0)).toBe('D F');
    expect(unitsOf(plan, 1)).toBe('A B D E');
    expect(plan.listeners[1]?.messageBytes).toBe(3605);
    expect(plan.listeners[1]?.append.map((sha256) => sha256.slice(0, 8))).toEqual(['6d99fb26']);
    expect(plan.perClass.map(({ outcome }) => outcome)).toEqual([
      'rescued',
      'rescued',
      'none',
      'served',
      'rescued',
      'served',
      'no-second-slot',
    ]);
  });

  it('says why the two cannot be one, and how long that took', async () => {
    const started = performance.now();
    const { conflicts, perClass } = await planned();
    const elapsed = (performance.now() - started).toFixed(0);
    const anchors = fleet().reduce((sum, { facts }) => sum + facts.trust.anchors.length, 0);
    console.info(`rescue of seven kinds of units with ${anchors} anchors: ${elapsed} ms`);
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ listeners: [1, 0], code: 'long-chain' });
    expect(conflicts[0]?.onlyFirst.flatMap((index) => perClass[index]?.units ?? [])).toEqual(['A', 'B', 'E']);
    expect(conflicts[0]?.onlySecond.flatMap((index) => perClass[index]?.units ?? [])).toEqual(['F']);
  });

  it('names what the server and its admin have to mind', async () => {
    const { notes } = await planned();
    expect(notes.map(({ code }) => code)).toEqual([
      'no-redirect',
      'tls12-only',
      'one-record',
      'record-size',
      'both-keys',
      'cdn-rebuilds',
      'supply',
      'frozen-leaf',
      'unsigned-images',
      'second-listener',
      'flash-the-rest',
    ]);
  });

  it('keeps one server where a bundle holds both roots', async () => {
    const plan = await planRescue({
      fleet: [
        { name: 'A', facts: pemUnit(dst, { dates: false }) },
        { name: 'old bundle', facts: bundleUnit('x509_crt_bundle-v4.4-full', v44) },
      ],
      server: served(),
      catalogue: shippedCatalogue(),
      now,
    });
    expect(plan.listeners).toHaveLength(1);
    expect(names(plan, 0)).toBe('letsencrypt.org > E8 > ISRG Root X1');
    expect(plan.conflicts).toEqual([]);
  });

  it('tells a server that sends too much what to leave out', async () => {
    const long = serverView(
      'letsencrypt.org',
      ...realCertificates('chains-real/letsencrypt.org-2026-04-E8-served'),
      ...realCertificates('letsencrypt/isrg-root-x1-cross-signed'),
    );
    const facts = bundleUnit('x509_crt_bundle-v5.5-full', v55);
    const catalogue = shippedCatalogue();
    const { status, remedies } = await judge(facts, long, { now, catalogue });
    expect(status).toBe('stranded');
    expect(remedies[0]).toMatchObject({ kind: 'append-certificates', issuer: undefined, certificates: [] });
    const plan = await planRescue({ fleet: [{ name: 'F', facts }], server: long, catalogue, now });
    expect(plan.listeners[0]).toMatchObject({ leaf: 'at-hand', append: [] });
    expect(plan.listeners[0]?.leaveOut.map((sha256) => sha256.slice(0, 8))).toEqual(['6d99fb26']);
  });

  it('has nothing for buffers of 4096 bytes where the leaf is one to be issued: that chain is longer', async () => {
    const fleet = [{ name: 'B', facts: pemUnit(dst, { dates: false, inputBuffer: 4096 }) }];
    const plan = await planRescue({ fleet, server: undefined, catalogue: shippedCatalogue(), now });
    expect(plan.perClass[0]?.outcome).toBe('none');
  });
});

describe('classes of a fleet', () => {
  it('takes units that look the same to any server for one', async () => {
    const fleet = ['one', 'two'].map((name, index) => ({
      name,
      facts: { ...unitFacts(), readAt: `2026-11-2${index}T00:00:00.000Z` },
    }));
    const { perClass } = await planRescue({ fleet, server: undefined, catalogue: shippedCatalogue(), now });
    expect(perClass).toHaveLength(1);
    expect(perClass[0]).toMatchObject({ units: ['one', 'two'], outcome: 'unknown-anchors' });
  });
});
