import { expect, it } from 'vitest';
import { Status } from '../../electron/core/provisioning/proto/rcv_pb.ts';
import { buildComponent, describeWithComponent } from './build.ts';
import { TestClient } from './client.ts';
import { startDevice } from './device.ts';
import { begin, state, transfer } from './transfer.ts';
import { app, beginWith, type FlashFile, flashFile, manifestOf, slotOffsets } from './unit.ts';

const old = app('1.4.2', 4_000);
const image = app('2.0.0', 68_000);
const offer = beginWith(manifestOf(image));

describeWithComponent(await buildComponent(), 'power cuts', ({ device: program }) => {
  /** A whole transfer on a unit whose power goes at one operation; where it went on to the end, the unit restarted. */
  async function transferWithCut(flash: FlashFile, operation: number): Promise<'restart' | 'power-cut'> {
    const device = await startDevice(program, [...flash.args, '--cut-at', `${operation}`]);
    const client = new TestClient(device.url);
    // Power may go in mid-exchange: then the connection breaks.
    await transfer(client, offer, image).catch(() => undefined);
    client.close();
    const end = await device.ended;
    if (end !== 'restart' && end !== 'power-cut') throw new Error(end);
    return end;
  }

  function selected({ offset }: { readonly offset: number | undefined }, flash: FlashFile): void {
    expect([slotOffsets.old, slotOffsets.new]).toContain(offset);
    if (offset !== slotOffsets.new) return;
    // Whatever boots from the new slot is the image, whole.
    expect(flash.bytes().subarray(slotOffsets.new, slotOffsets.new + image.length)).toEqual(image);
  }

  it('at every flash operation: the unit boots a whole image, goes on, and ends with the verified bytes', async () => {
    const resumedAt = new Set<number>();
    let operation = 1;
    for (; ; operation++) {
      const flash = await flashFile(old);
      const end = await transferWithCut(flash, operation);
      const booted = flash.boot();
      selected(booted, flash);
      if (end === 'restart') break;
      if (booted.offset === slotOffsets.new) continue;
      const device = await startDevice(program, flash.args);
      const client = new TestClient(device.url);
      const begun = await begin(client, offer);
      expect(begun).toMatchObject({ status: Status.OK, state: state.receiving });
      resumedAt.add(begun.nextOffset);
      expect(await transfer(client, offer, image)).toMatchObject({ status: Status.OK, state: state.activated });
      expect(await device.ended).toBe('restart');
      expect(flash.boot()).toEqual({ offset: slotOffsets.new, version: '2.0.0' });
      selected(flash.boot(), flash);
    }
    // Two operations a sector at least, and the record was made use of in mid-image and at its end.
    expect(operation).toBeGreaterThan((2 * image.length) / 4096);
    expect(resumedAt).toEqual(new Set([0, 0x10000, image.length]));
  }, 240_000);
});
