import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Anchor, DeviceIdentity, TlsHints, TrustFacts, UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { inspectImage } from '../../../electron/core/inspect/inspect-image.ts';
import { parseFacts } from '../../../electron/core/inspect/parse-facts.ts';
import { seed, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';

async function factsOf(make: typeof seed): Promise<UnitFacts> {
  const { flash } = await make({ size: 'tiny' });
  return inspectImage(flash, { releases: [], now: '2026-01-02T03:04:05.000Z', simulated: true });
}

const hints: TlsHints = { explainsRefusals: true, setsClock: false, inputBuffer: { known: true, value: 4096 } };
const identity: DeviceIdentity = {
  partition: 'esp_secure_cert',
  layout: 'tlv',
  certificates: [
    {
      role: 'device',
      sha256: 'ab'.repeat(32),
      subject: 'CN=unit',
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2036-01-01T00:00:00.000Z',
      intact: true,
    },
  ],
  privateKeys: ['none'],
  damagedEntries: 0,
};

function withItem(anchor: Anchor): object {
  return { ...anchor, foundIn: { ...anchor.foundIn, item: 7 } };
}

describe('parseFacts', () => {
  it.each([
    ['two slots', seed],
    ['one slot', seedFactoryOnly],
  ] as const)('reads back what inspect wrote of a unit with %s', async (_, make) => {
    const facts = await factsOf(make);
    expect(parseFacts(JSON.stringify(facts))).toEqual({ ok: true, value: facts });
  });

  it('names the member that is wrong', async () => {
    const facts = await factsOf(seed);
    const wrong = { ...facts, chip: { ...facts.chip, family: 'ESP8266' } };
    expect(parseFacts(JSON.stringify(wrong))).toMatchObject({
      ok: false,
      problem: { params: { member: 'chip.family' } },
    });
  });

  it.each([
    ['trust.tls.inputBuffer', (trust: TrustFacts) => ({ ...trust, tls: { ...hints, inputBuffer: 4096 } })],
    ['trust.identities.0.layout', (trust: TrustFacts) => ({ ...trust, identities: [{ ...identity, layout: 'x' }] })],
    ['trust.anchors.0.foundIn.item', (trust: TrustFacts) => ({ ...trust, anchors: trust.anchors.map(withItem) })],
  ])('lets no %s of another shape through to those who show it', async (member, change) => {
    const { trust, ...facts } = await factsOf(seed);
    const whole = { ...facts, trust: { ...trust, tls: hints, identities: [identity] } };
    expect(parseFacts(JSON.stringify(whole))).toEqual({ ok: true, value: whole });
    expect(parseFacts(JSON.stringify({ ...facts, trust: change(trust) }))).toMatchObject({
      ok: false,
      problem: { params: { member } },
    });
  });

  it('never throws, whatever member is replaced by whatever JSON', async () => {
    const json = JSON.stringify(await factsOf(seed));
    const values = json.match(/"[^"]*"|\d+|true|false|null/g) ?? [];
    fc.assert(
      fc.property(fc.nat(values.length - 1), fc.json(), (index, replacement) => {
        let seen = -1;
        const damaged = json.replaceAll(/"[^"]*"|\d+|true|false|null/g, (value) =>
          ++seen === index ? replacement : value,
        );
        expect(parseFacts(damaged)).toHaveProperty('ok');
      }),
    );
  });
});
