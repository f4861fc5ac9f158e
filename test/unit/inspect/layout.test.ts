import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import {
  entry,
  factoryEntry,
  flashSize,
  inspectParts,
  nvsEntry,
  ota0Entry,
  otadataPart,
  sampleApp,
  tablePart,
  twoOta,
} from './sample-unit.ts';

const app = { offset: factoryEntry.offset, bytes: sampleApp('1.0.0') };

describe('finding the partition table', () => {
  it.each([0x9000, 0xe000, 0x3000, 0x14000])('finds it at 0x%s', async (offset) => {
    const table = [entry('nvs', 1, 2, 0x20000, 0x4000), entry('factory', 0, 0, 0x30000, 0x100000)];
    const { facts } = await inspectParts([tablePart(table, offset), { offset: 0x30000, bytes: app.bytes }]);
    expect(facts.layout).toMatchObject({ tableOffset: { value: offset }, runningSlot: { value: 'factory' } });
  });

  it('accepts a table without checksum only where an app stands where it says', async () => {
    const table = tablePart([nvsEntry, factoryEntry], 0x8000, false);
    const { facts } = await inspectParts([table, app]);
    expect(facts.layout).toMatchObject({ tableChecksum: { value: 'none' }, runningSlot: { value: 'factory' } });
    const without = await inspectParts([table]);
    expect(without.facts.layout).toMatchObject({ tableOffset: { known: false, reason: 'damaged' }, partitions: [] });
  });

  it('takes the lowest of two tables', async () => {
    const { facts } = await inspectParts([
      tablePart(twoOta),
      tablePart([nvsEntry, factoryEntry], ota0Entry.offset),
      app,
    ]);
    expect(facts.layout.partitions).toHaveLength(5);
  });

  it('passes over a damaged table and says so where there is no other', async () => {
    const damaged = tablePart(twoOta);
    damaged.bytes[40] = 0x77;
    const { facts } = await inspectParts([damaged, app]);
    expect(facts.layout).toMatchObject({
      tableOffset: { known: false, reason: 'damaged' },
      canUpdateOverTheAir: { known: false, reason: 'damaged' },
      runningSlot: { known: false },
      runningSlotEvidence: 'none',
    });
    expect(facts.slots).toEqual([]);
    expect(facts.trust.complete).toBe(false);
  });

  it('finds nothing on an erased unit, with short reads in the first 1 MiB alone', async () => {
    const { facts, traffic } = await inspectParts([]);
    expect(facts.layout.tableOffset).toEqual({ known: false, reason: 'not-present' });
    expect(facts.bootloader.valid).toEqual({ known: false, reason: 'not-present' });
    expect(traffic.bytes).toBeLessThan(16 * 1024);
  });

  it('looks through all of flash when asked for everything', async () => {
    const table = tablePart([entry('late', 1, 6, 0x300000, 0x1000), entry('app', 0, 0, 0x310000, 0x10000)], 0x200000);
    expect((await inspectParts([table])).facts.layout.tableOffset.known).toBe(false);
    expect((await inspectParts([table], { depth: 'full' })).facts.layout.tableOffset).toMatchObject({
      value: 0x200000,
    });
  });

  it('does not read beyond the flash that the chip has, whatever the table says', async () => {
    const table = tablePart([nvsEntry, entry('factory', 0, 0, 0x10000, 0xff0000)]);
    const { facts } = await inspectParts([table, app]);
    expect(facts.layout.runningSlot).toMatchObject({ value: 'factory' });
    const beyond = await inspectParts([tablePart([nvsEntry, entry('factory', 0, 0, flashSize + 0x10000, 0x100000)])]);
    expect(beyond.facts.slots[0]?.image).toMatchObject({ known: false });
  });

  it('names the sector by its hash, to be compared before anything is written', async () => {
    const table = tablePart(twoOta);
    const { facts } = await inspectParts([table, app]);
    const sector = new Uint8Array(0x1000).fill(0xff);
    sector.set(table.bytes);
    expect(facts.layout.tableSha256).toEqual({ known: true, value: sha256Hex(sector) });
  });
});

describe('the running slot', () => {
  const slot = (partition: typeof factoryEntry, version: string) => ({
    offset: partition.offset,
    bytes: sampleApp(version),
  });
  const loadedFrom = (offset: number) => `I (29) boot: Loaded app from partition at offset 0x${offset.toString(16)}\n`;

  it('is the one that otadata selects', async () => {
    const { facts } = await inspectParts([
      tablePart(twoOta),
      otadataPart(2),
      slot(factoryEntry, '1'),
      slot(twoOta[4] ?? factoryEntry, '2.0.0'),
    ]);
    expect(facts.layout).toMatchObject({ runningSlot: { value: 'ota_1' }, runningSlotEvidence: 'otadata' });
  });

  it('is factory where otadata is erased', async () => {
    const { facts } = await inspectParts([tablePart(twoOta), slot(factoryEntry, '1.0.0'), slot(ota0Entry, '2.0.0')]);
    expect(facts.layout).toMatchObject({ runningSlot: { value: 'factory' }, runningSlotEvidence: 'otadata' });
  });

  it('is the next in the order of attempts where the selected one holds no image', async () => {
    const broken = { offset: ota0Entry.offset, bytes: new Uint8Array(64).fill(0x55) };
    const { facts } = await inspectParts([tablePart(twoOta), otadataPart(1), slot(factoryEntry, '1.0.0'), broken]);
    expect(facts.layout).toMatchObject({ runningSlot: { value: 'factory' }, runningSlotEvidence: 'fallback' });
    expect(facts.slots.map(({ image }) => image)).toEqual([
      { known: true, value: 'header-only' },
      { known: true, value: 'invalid' },
      { known: false, reason: 'not-present' },
    ]);
  });

  it('is what the boot log shows, whatever otadata says', async () => {
    const { facts } = await inspectParts(
      [tablePart(twoOta), otadataPart(1), slot(factoryEntry, '1.0.0'), slot(ota0Entry, '2.0.0')],
      { bootLog: loadedFrom(factoryEntry.offset) },
    );
    expect(facts.layout).toMatchObject({ runningSlot: { value: 'factory' }, runningSlotEvidence: 'boot-log' });
  });

  it('is not what a boot log says of an address where no slot is', async () => {
    const { facts } = await inspectParts([tablePart(twoOta), slot(factoryEntry, '1.0.0')], {
      bootLog: loadedFrom(0x123000),
    });
    expect(facts.layout.runningSlotEvidence).toBe('otadata');
  });

  it('is unknown where no slot holds an image', async () => {
    const { facts } = await inspectParts([tablePart(twoOta), otadataPart(1)]);
    expect(facts.layout).toMatchObject({
      runningSlot: { known: false, reason: 'not-present' },
      runningSlotEvidence: 'none',
    });
    expect(facts.trust.complete).toBe(false);
  });

  it('falls back to a sound image where a full reading finds the selected one damaged', async () => {
    const damaged = sampleApp('2.0.0');
    damaged[0x400] = (damaged[0x400] ?? 0) ^ 1;
    const parts = [
      tablePart(twoOta),
      otadataPart(1),
      slot(factoryEntry, '1.0.0'),
      { offset: ota0Entry.offset, bytes: damaged },
    ];
    expect((await inspectParts(parts)).facts.layout.runningSlot).toMatchObject({ value: 'ota_0' });
    const full = (await inspectParts(parts, { depth: 'full' })).facts;
    expect(full.layout).toMatchObject({ runningSlot: { value: 'factory' }, runningSlotEvidence: 'fallback' });
    expect(full.slots.map(({ image }) => image.known && image.value)).toEqual(['valid', 'invalid', false]);
  });

  it.each([
    ['two OTA slots without otadata', [nvsEntry, ota0Entry, entry('ota_1', 0, 0x11, 0x210000, 0x100000)], false],
    ['factory and one OTA slot', twoOta.slice(0, 4), true],
    ['one OTA slot and otadata', [nvsEntry, entry('otadata', 1, 0, 0xd000, 0x2000), ota0Entry], false],
  ])('can change over the air: %s', async (_name, table, expected) => {
    const { facts } = await inspectParts([tablePart(table)]);
    expect(facts.layout.canUpdateOverTheAir).toEqual({ known: true, value: expected });
  });
});
