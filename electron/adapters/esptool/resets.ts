import type { ResetBefore } from '../../core/interfaces/flash-loader.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';

/** DTR and RTS (true = asserted), and how long to leave them so. */
export interface ResetStep {
  readonly dtr: boolean;
  readonly rts: boolean;
  readonly waitMs?: number;
}

const idle = { dtr: false, rts: false };
const reset = { dtr: false, rts: true };
const strap = { dtr: true, rts: false };
const both = { dtr: true, rts: true };

const pulseMs = 100;
/** How long the strap is held after reset; boards with a large capacitor at EN need the longer one. */
const holdMs = [50, 550];

/** The lines change one after the other, as drivers without a common call do it (FORMATS §10.6). */
function classic(strapMs: number): ResetStep[] {
  return [idle, { ...reset, waitMs: pulseMs }, both, { ...strap, waitMs: strapMs }, idle];
}

/** Both lines change at once; both asserted first keeps EN from a glitch on the way (FORMATS §10.6, UnixTight). */
function tight(strapMs: number): ResetStep[] {
  return [idle, both, { ...reset, waitMs: pulseMs }, { ...strap, waitMs: strapMs }, idle];
}

/** The chip's own USB-Serial/JTAG unit (FORMATS §10.6). */
const usbJtag: ResetStep[] = [
  { ...idle, waitMs: pulseMs },
  { ...strap, waitMs: pulseMs },
  both,
  { ...reset, waitMs: pulseMs },
  idle,
];

/** The port of a chip with USB-Serial/JTAG, by its identity or because the operator says so. */
export function isUsbJtag({ usb }: Pick<SerialLink, 'usb'>, before: ResetBefore = 'default'): boolean {
  return before === 'usb' || (usb?.vendorId === 0x303a && usb.productId === 0x1001);
}

/** Sequences into download mode, to be tried in turn. Empty where the link has no lines or the chip is there already. */
export function downloadSequences(
  link: Pick<SerialLink, 'name' | 'usb' | 'hasModemLines'>,
  before: ResetBefore,
  platform: NodeJS.Platform,
): readonly (readonly ResetStep[])[] {
  if (before === 'none' || !link.hasModemLines) return [];
  if (isUsbJtag(link, before)) return [usbJtag];
  const oneByOne = platform === 'win32' || link.name.startsWith('rfc2217:');
  return oneByOne ? holdMs.map(classic) : [...holdMs.map(tight), ...holdMs.map(classic)];
}

/** Into the application: RTS without DTR, which esptool-js' hard reset never does (ESPTOOL-JS §9). */
export function applicationSequence(link: Pick<SerialLink, 'usb'>): readonly ResetStep[] {
  return isUsbJtag(link)
    ? [
        { ...reset, waitMs: 2 * pulseMs },
        { ...idle, waitMs: 2 * pulseMs },
      ]
    : [{ ...reset, waitMs: pulseMs }, idle];
}

/** Drives the lines through a sequence. */
export async function runSequence(
  link: Pick<SerialLink, 'setModemLines'>,
  clock: Pick<Clock, 'sleep'>,
  steps: readonly ResetStep[],
): Promise<void> {
  for (const { dtr, rts, waitMs } of steps) {
    await link.setModemLines({ dtr, rts });
    if (waitMs !== undefined) await clock.sleep(waitMs);
  }
}
