import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { inspectImage } from '../../../electron/core/inspect/inspect-image.ts';
import { inspectUnit } from '../../../electron/core/inspect/inspect-unit.ts';
import { parseFacts } from '../../../electron/core/inspect/parse-facts.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { memoryLoader } from '../../support/memory-loader.ts';
import { ecKey, issueCa } from '../../support/pki.ts';
import { noise } from '../../support/recovery-fixture.ts';
import { entry, inspectParts, now, nvsEntry, plainEfuse, sampleApp, tablePart } from './sample-unit.ts';

const options = { releases: [], now, simulated: true };
let sound: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  sound = (await seed({ size: 'tiny' })).flash;
});

/** Where structures begin that say how much is to be read. */
const interesting = [0x1000, 0x8000, 0x9000, 0xd000, 0x10000, 0x190000, 0x310000, 0x34d000];

/** Bytes to change near the structures of the seed unit's flash. */
const changes = fc.array(
  fc.tuple(fc.constantFrom(...interesting), fc.nat(400), fc.uint8Array({ minLength: 1, maxLength: 16 })),
  { minLength: 1, maxLength: 12 },
);

function damage(list: readonly (readonly [number, number, Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const flash = Uint8Array.from(sound);
  for (const [at, within, bytes] of list) flash.set(bytes, at + within);
  return flash;
}

async function inspectFlashOf(flash: Uint8Array) {
  const { loader, chip, traffic } = memoryLoader({ flash, efuse: plainEfuse });
  return { facts: await inspectUnit(loader, chip, options), traffic };
}

describe('flash that somebody made up', () => {
  it('never breaks an inspection, and never makes it read more than the flash holds', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const flash = damage(list);
        const { facts, traffic } = await inspectFlashOf(flash);
        expect(JSON.parse(JSON.stringify(facts)).schema).toBe(1);
        expect(traffic.bytes).toBeLessThan(flash.length);
        expect(traffic.roundTrips).toBeLessThan(2000);
      }),
      { numRuns: 150 },
    );
  });

  it('is read or refused with a code where it is a file', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const outcome = await inspectImage(damage(list), options).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(RecoveryError);
        else expect(outcome).toMatchObject({ schema: 1 });
      }),
      { numRuns: 60 },
    );
  });

  it('with certificates without end gives a list that can be read back, and says that it is not all', async () => {
    const { der } = issueCa('Endless', ecKey('endless'));
    const serialAt = Buffer.from(der).indexOf(Uint8Array.of(2, 2, 0x12, 0x34)) + 2;
    const many = Array.from({ length: 1100 }, (_, index) => {
      const copy = der.slice();
      copy.set([0x10 + (index >> 8), index & 0xff], serialAt);
      return copy;
    });
    const app = sampleApp('1.0.0', { certificates: [], files: [Buffer.concat(many)] });
    const large = entry('factory', 0, 0, 0x10000, 0x200000);
    const { facts } = await inspectParts([tablePart([nvsEntry, large]), { offset: large.offset, bytes: app }]);
    expect(facts.trust.anchors).toHaveLength(1024);
    expect(facts.trust.complete).toBe(false);
    expect(facts.coverage.skipped).toContainEqual({ what: '76 more certificates', reason: 'not-read' });
    expect(parseFacts(JSON.stringify(facts)).ok).toBe(true);
  });

  it('has no layout where it is noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.nat(0x20000), async (noiseSeed, length) => {
        const flash = noise(0x400000, noiseSeed);
        const { facts } = await inspectFlashOf(flash);
        expect(facts.layout.tableOffset.known).toBe(false);
        const file = flash.slice(0, length);
        file[0] = 0xe9;
        await inspectImage(file, options).catch((error: unknown) => expect(error).toBeInstanceOf(RecoveryError));
      }),
      { numRuns: 20 },
    );
  });
});
