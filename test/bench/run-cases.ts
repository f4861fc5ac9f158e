import { createFlashLoader } from '../../electron/adapters/esptool/loader.ts';
import { flashOffset } from '../../electron/core/bytes/flash-offset.ts';
import { writeChanged } from '../../electron/core/engine/write-changed.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import { inspectUnit } from '../../electron/core/inspect/inspect-unit.ts';
import type { ReleaseManifest } from '../../electron/core/release/manifest.ts';
import { blockSize } from '../../electron/sim/flash-chip.ts';
import { offsetOf, twoSlotTable } from '../../electron/sim/units/seed-layout.ts';
import { esptoolJs, writeOptions } from '../support/esptool-js.ts';
import { addLimits, type WriteLimits, writeLimits } from './limits.ts';
import { type Measurement, measure, transferMs } from './measure.ts';
import { observeLink } from './observed-link.ts';
import type { Images } from './payloads.ts';
import { withUnit } from './start-unit.ts';

export const baudRate = 921_600;
const slotOffset = offsetOf(twoSlotTable, 'ota_1');
/** Whatever else this machine does only adds time, so the fastest counts; the first also pays for compiling the code. */
const rounds = 2;

/** A whole image written and proven. */
export interface WriteCase extends Measurement {
  readonly imageBytes: number;
  readonly transferMs: number;
  readonly limits: WriteLimits;
}

/** An image written over another by the engine: compare, write what differs, compare. */
export interface RewriteCase extends Measurement {
  readonly imageBytes: number;
  /** Those of the 64 KiB blocks that differ. */
  readonly limits: WriteLimits;
}

export interface WriterCases {
  readonly incompressible: WriteCase;
  readonly typical: WriteCase;
}

export interface OwnCases extends WriterCases {
  readonly inspectKnown: Measurement;
  readonly inspectUnknown: Measurement;
  readonly identical: RewriteCase;
  readonly partlyChanged: RewriteCase;
}

/** Everything with our own loader, on one unit. */
export function runOwnCases(images: Images): Promise<OwnCases> {
  return withUnit(async (unitLink, manifest) => {
    const observed = observeLink(unitLink);
    const loader = createFlashLoader(observed.link);
    const chip = await loader.connect({ before: 'default', useStub: true, maxBaudRate: baudRate });
    if (chip.mode !== 'stub' || chip.baudRate !== baudRate) throw new Error('no stub at the rate of the bench');
    const inspect = (releases: ReleaseManifest[]) =>
      inspectUnit(loader, chip, { releases, now: '2026-01-01T00:00:00.000Z', simulated: true });
    const write = async (data: Uint8Array) =>
      writeCase(await measure(observed, () => loader.write(flashOffset(slotOffset), data)), data);
    const rewrite = async (before: Uint8Array, after: Uint8Array) =>
      rewriteCase(await measure(observed, () => writeChanged(loader, slotOffset, after)), before, after);

    const cases = {
      inspectKnown: await measure(observed, async () => demandKnown(await inspect([manifest]))),
      inspectUnknown: await measure(observed, async () => demandAnchors(await inspect([]))),
      ...(await runWriterCases(write, images)),
      identical: await rewrite(images.typical, images.typical),
      partlyChanged: await rewrite(images.typical, images.partlyChanged),
    };
    await loader.disconnect('none');
    return cases;
  });
}

/** The same writes with esptool-js as it is, on another unit of the same kind. */
export function runStockCases(images: Images): Promise<WriterCases> {
  return withUnit(async (unitLink) => {
    const observed = observeLink(unitLink);
    const { loader, transport } = esptoolJs(observed.link);
    await loader.main('default_reset');
    const write = async (data: Uint8Array) =>
      writeCase(await measure(observed, () => loader.writeFlash(writeOptions(data, slotOffset, true))), data);
    const cases = await runWriterCases(write, images);
    await transport.disconnect();
    return cases;
  });
}

async function runWriterCases(write: (data: Uint8Array) => Promise<WriteCase>, images: Images): Promise<WriterCases> {
  const noise: WriteCase[] = [];
  const typical: WriteCase[] = [];
  for (let round = 0; round < rounds; round++) {
    noise.push(await write(images.incompressible));
    typical.push(await write(images.typical));
  }
  return { incompressible: fastest(noise), typical: fastest(typical) };
}

function fastest(cases: readonly WriteCase[]): WriteCase {
  return cases.reduce((best, next) => (next.transferMs < best.transferMs ? next : best));
}

function demandKnown(facts: UnitFacts): void {
  const isRecognised = facts.product.id.known && facts.slots.some(({ catalogueMatch }) => catalogueMatch.known);
  if (!isRecognised) throw new Error('the known release was not recognised');
  demandAnchors(facts);
}

function demandAnchors({ trust }: UnitFacts): void {
  const hasCertificate = trust.anchors.some(({ kind }) => kind === 'certificate');
  if (!trust.complete || !hasCertificate) throw new Error('what the unit trusts was not found');
}

function writeCase(measurement: Measurement, data: Uint8Array): WriteCase {
  return {
    ...measurement,
    imageBytes: data.length,
    transferMs: transferMs(measurement.log, data.length),
    limits: writeLimits(data, slotOffset, baudRate),
  };
}

function rewriteCase(measurement: Measurement, before: Uint8Array, after: Uint8Array): RewriteCase {
  const limits: WriteLimits[] = [];
  for (let at = 0; at < after.length; at += blockSize) {
    const block = after.subarray(at, at + blockSize);
    const isChanged = block.some((byte, index) => byte !== before[at + index]);
    if (isChanged) limits.push(writeLimits(block, slotOffset + at, baudRate));
  }
  return { ...measurement, imageBytes: after.length, limits: addLimits(limits) };
}
