import type { ChipFamily } from '../core/chips/chip.ts';
import type { BootModel, ResetCause } from './boot-run.ts';
import type { Hardware } from './loader.ts';
import { romFacts } from './rom-facts.ts';
import type { FuseWords } from './security/fuses.ts';
import type { Lockdown } from './security.ts';

/** The ROM of an ESP32 below revision 3 is an older one. */
const oldEsp32Banner = 'ets Jun  8 2016 00:22:57\r\n\r\n';

/** What the ROM prints when its straps ask for download mode, or why it does not go there. */
export function downloadGreeting({ chip, efuse }: Hardware, cause: ResetCause, lockdown: Lockdown): string {
  const facts = romFacts[chip];
  if (chip === 'ESP32' && lockdown.downloadDisabled) return facts.downloadDisabled;
  const waiting = lockdown.secureDownload ? facts.waitingSecure : facts.waiting;
  const outcome = lockdown.downloadDisabled ? facts.downloadDisabled : waiting;
  return banner(chip, efuse) + reason(chip, cause) + facts.downloadBoot + outcome;
}

/** What the ROM prints before it looks at the flash. */
export function flashGreeting(chip: ChipFamily, efuse: FuseWords, cause: ResetCause): string {
  return banner(chip, efuse) + reason(chip, cause) + romFacts[chip].flashBoot;
}

/** The boot model of a unit that nobody gave one: the ROM's first lines, then a silent application. */
export const romLinesOnly: BootModel = ({ chip, efuse }, cause) => ({
  output: [{ afterMs: 0, text: flashGreeting(chip, efuse, cause) }],
  ends: 'running',
});

function banner(chip: ChipFamily, efuse: FuseWords): string {
  const isOld = chip === 'ESP32' && ((efuse.word(3) >>> 15) & (efuse.word(5) >>> 20) & 1) === 0;
  return isOld ? oldEsp32Banner : romFacts[chip].banner;
}

function reason(chip: ChipFamily, cause: ResetCause): string {
  return `rst:${romFacts[chip].reasons[cause]},`;
}
