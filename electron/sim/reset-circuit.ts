import type { ModemLines } from '../core/interfaces/serial-link.ts';

/**
 * How DTR and RTS reach the chip: the two transistors of a DevKit, RTS alone so that the boot button is a person's, the
 * C3's own USB-Serial/JTAG, or not at all.
 */
export type Wiring = 'uart' | 'reset-only' | 'usb-jtag' | 'none';

/** What the modem lines do to EN and to the boot strap (GPIO0, on the C3 GPIO9). */
export interface ResetCircuit {
  drive(lines: ModemLines): void;
  readonly holdsReset: boolean;
  /** A chip that leaves reset now goes into download mode. */
  readonly holdsBoot: boolean;
  /** Both lines are asserted: on the way out of a reset the host is then between two calls of its sequence. */
  readonly isBetween: boolean;
}

export function resetCircuit(wiring: Wiring): ResetCircuit {
  if (wiring === 'uart') return transistorCircuit();
  if (wiring === 'reset-only') return resetOnlyCircuit();
  if (wiring === 'usb-jtag') return usbJtagCircuit();
  return { drive() {}, holdsReset: false, holdsBoot: false, isBetween: false };
}

/** RTS without DTR pulls EN, DTR without RTS pulls the strap, both together do nothing (FORMATS §10.6). */
function transistorCircuit(): ResetCircuit {
  let { dtr, rts } = { dtr: false, rts: false };
  return {
    drive(lines) {
      ({ dtr, rts } = lines);
    },
    get holdsReset() {
      return rts && !dtr;
    },
    get holdsBoot() {
      return dtr && !rts;
    },
    get isBetween() {
      return dtr && rts;
    },
  };
}

/** RTS pulls EN; DTR ends nowhere, so the chip always starts from flash unless its button is held (FORMATS §10.6). */
function resetOnlyCircuit(): ResetCircuit {
  let isReset = false;
  return {
    drive({ rts }) {
      isReset = rts;
    },
    get holdsReset() {
      return isReset;
    },
    holdsBoot: false,
    isBetween: false,
  };
}

/** DTR alone sets a flag, no line at all clears it, RTS alone resets the chip, which starts as the flag then stood. */
function usbJtagCircuit(): ResetCircuit {
  let flag = false;
  let holdsReset = false;
  let holdsBoot = false;
  return {
    drive({ dtr, rts }) {
      const resets = rts && !dtr;
      if (resets && !holdsReset) holdsBoot = flag;
      if (dtr !== rts) flag = dtr;
      else if (!dtr) flag = false;
      holdsReset = resets;
    },
    get holdsReset() {
      return holdsReset;
    },
    get holdsBoot() {
      return holdsBoot;
    },
    isBetween: false,
  };
}
