import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { parseFacts } from '../../../electron/core/inspect/parse-facts.ts';
import { readRecoveryFacts } from '../../../electron/core/provisioning/recovery/read-facts.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { simBench } from '../../support/sim-bench.ts';
import { bigEndianBundle } from '../../unit/formats/build-crt-bundle.ts';
import { firmware, recoveryBench, twoSlotUnit } from './recovery-bench.ts';

const now = Date.UTC(2026, 5, 1);
const options = { releases: [], now: '2026-06-01T00:00:00.000Z' };

async function overProvisioning(unit: SimUnit, settings = {}): Promise<UnitFacts> {
  const bench = recoveryBench({ unit, settings });
  const session = await bench.context.reconnect(undefined);
  return (await readRecoveryFacts(session, options)).facts;
}

function bundleOf(pems: readonly string[]): Uint8Array {
  const pairs = pems.map((pem) => {
    const certificate = new X509Certificate(pem);
    const spkiDer = new Uint8Array(certificate.publicKey.export({ type: 'spki', format: 'der' }));
    return [subjectOf(new Uint8Array(certificate.raw)), spkiDer] as const;
  });
  return bigEndianBundle(pairs);
}

/** The sixth element of a TBSCertificate with a version: serial, algorithm, issuer, validity, subject. */
function subjectOf(der: Uint8Array): Uint8Array {
  const sizeAt = (at: number): [number, number] => {
    const first = der[at + 1] ?? 0;
    if (first < 0x80) return [2, first];
    const count = first & 0x7f;
    const length = [...der.subarray(at + 2, at + 2 + count)].reduce((sum, byte) => 256 * sum + byte, 0);
    return [2 + count, length];
  };
  let at = sizeAt(0)[0];
  at += sizeAt(at)[0];
  for (let element = 0; element < 5; element++) {
    const [header, length] = sizeAt(at);
    at += header + length;
  }
  const [header, length] = sizeAt(at);
  return der.slice(at, at + header + length);
}

function units(): [string, SimUnit][] {
  const { oldRoot, newRoot, foreignRoot } = syntheticPki();
  const unit = (certificates: readonly string[], files: readonly Uint8Array[] = []) =>
    twoSlotUnit({ app: firmware('1.4.2', 'ESP32', { certificates, files }) });
  const c3 = firmware('1.4.2', 'ESP32-C3', { certificates: [newRoot] });
  return [
    ['one old root', unit([oldRoot])],
    ['two roots', unit([newRoot, foreignRoot])],
    ['no root', unit([])],
    ['a bundle', unit([], [bundleOf([oldRoot, foreignRoot])])],
    ['a bundle and a root', unit([newRoot], [bundleOf([oldRoot])])],
    ['an ESP32-C3', twoSlotUnit({ chip: 'ESP32-C3', app: c3 })],
  ];
}

describe('the verdict without a cable', () => {
  const seen = new Set<string>();

  it.each(units())('is that over USB for a unit with %s', async (_, unit) => {
    const usb = await simBench(unit).inspect([]);
    const air = await overProvisioning(unit);
    expect(air.channel).toBe('ble');
    expect(parseFacts(JSON.stringify(air))).toEqual({ ok: true, value: air });
    expect(air.chip).toMatchObject({ family: usb.chip.family, revision: usb.chip.revision, mac: usb.chip.mac });
    expect(air.layout).toMatchObject({
      runningSlot: usb.layout.runningSlot,
      canUpdateOverTheAir: usb.layout.canUpdateOverTheAir,
    });
    expect(air.trust.hosts).toEqual(usb.trust.hosts);
    expect(air.trust.mbedTlsVersion).toEqual(usb.trust.mbedTlsVersion);
    for (const [name, pem] of Object.entries(syntheticPki().chains)) {
      const chain = [...pem.matchAll(/-----BEGIN[^-]*-----([^-]*)-----END/g)].map((match) =>
        (match[1] ?? '').replaceAll('\n', ''),
      );
      const server = { host: 'fw.example.com', chain, source: 'file' } as const;
      for (const dateCheck of ['on', 'off', 'unknown'] as const) {
        const expected = await judge(usb, server, { now, dateCheck });
        seen.add(expected.status);
        expect(await judge(air, server, { now, dateCheck }), `${name}, dates ${dateCheck}`).toEqual(expected);
      }
    }
  });

  it('was every kind of verdict', () => {
    expect([...seen].sort()).toEqual(['reachable', 'stranded', 'unknown']);
  });

  it('knows the date check where the unit tells it', async () => {
    const off = await overProvisioning(twoSlotUnit(), { dateCheck: 1 });
    expect(off.trust).toMatchObject({ dateCheck: { known: true, value: false }, dateCheckEvidence: 'unit-report' });
    const on = await overProvisioning(twoSlotUnit(), { dateCheck: 2 });
    expect(on.trust.dateCheck).toEqual({ known: true, value: true });
  });
});
