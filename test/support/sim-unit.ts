import type { ChipFamily } from '../../electron/core/chips/chip.ts';
import { dataChecksum, opcodes } from '../../electron/sim/loader.ts';
import { VirtualUnit, type VirtualUnitOptions } from '../../electron/sim/virtual-unit.ts';
import { dataBlock, type FrameHost, frameHost, words } from './frames.ts';

export const chipFamilies = ['ESP32', 'ESP32-C3'] as const satisfies readonly ChipFamily[];

/** Bytes that do not compress, the same each time. */
export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

export const syncData = Uint8Array.from([0x07, 0x07, 0x12, 0x20, ...new Array<number>(32).fill(0x55)]);

/** A unit with a blank flash of 4 MiB that waits in the ROM's loader, and a host that has synchronised. */
export async function unitInRom(
  options: Partial<VirtualUnitOptions> = {},
): Promise<{ unit: VirtualUnit; host: FrameHost }> {
  const unit = new VirtualUnit({ chip: 'ESP32', flash: new Uint8Array(4 << 20).fill(0xff), ...options });
  const host = frameHost(unit);
  unit.setBootButton(true);
  unit.pressReset();
  await host.command(opcodes.sync, syncData, 0, 8);
  return { unit, host };
}

/** The same in the stub; what is uploaded only has the size of one. */
export async function unitInStub(
  options: Partial<VirtualUnitOptions> = {},
): Promise<{ unit: VirtualUnit; host: FrameHost }> {
  const { unit, host } = await unitInRom(options);
  const ram = unit.chip === 'ESP32' ? 0x3fff0000 : 0x3fcb0000;
  const code = new Uint8Array(0x400);
  await host.command(opcodes.memoryBegin, words(code.length, 1, code.length, ram));
  await host.command(opcodes.memoryData, dataBlock(0, code), dataChecksum(code));
  await host.command(opcodes.memoryEnd, words(0, ram), 0, 2);
  return { unit, host };
}

/** Lets a unit in `instant` timing answer: it needs a few turns of the event loop and no time. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
}
