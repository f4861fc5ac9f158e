import type { ChipFamily } from '../../core/chips/chip.ts';
import { opcode, words } from './protocol.ts';
import type { Session } from './session.ts';

/** Watchdog registers of a chip with USB-Serial/JTAG, and the keys that unlock them (FORMATS §10.6). */
interface WatchdogRegisters {
  readonly protect: number;
  readonly config: number;
  readonly superProtect: number;
  readonly superConfig: number;
}

/** The C3's RTC controller stands at 0x60008000. */
const registers: Partial<Record<ChipFamily, WatchdogRegisters>> = {
  'ESP32-C3': { protect: 0x600080a8, config: 0x60008090, superProtect: 0x600080b0, superConfig: 0x600080ac },
};
const unlockKey = 0x50d83aa1;
const superUnlockKey = 0x8f1d312a;
const autoFeed = 0x80000000;
const everyBit = 0xffffffff;

/** Switches off the watchdogs that a reset through USB-Serial/JTAG leaves armed; else they end the session after seconds. */
export async function disableWatchdogs({ family, commands }: Session): Promise<void> {
  const watchdog = registers[family];
  if (watchdog === undefined) return;
  const writes: readonly (readonly [register: number, value: number, mask: number])[] = [
    [watchdog.protect, unlockKey, everyBit],
    [watchdog.config, 0, everyBit],
    [watchdog.protect, 0, everyBit],
    [watchdog.superProtect, superUnlockKey, everyBit],
    [watchdog.superConfig, autoFeed, autoFeed],
    [watchdog.superProtect, 0, everyBit],
  ];
  for (const [register, value, mask] of writes) {
    await commands.request(opcode.writeRegister, words(register, value, mask, 0));
  }
}
