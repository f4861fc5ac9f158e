import { romMagicRegister } from '../../core/chips/chip.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { changeBaudRate, slowerThan } from './baud.ts';
import type { Session } from './session.ts';

const quietMs = 300;
const probes = 5;
/** One failure may be a disturbance; two in a row are this cable at this rate. */
const failuresBeforeStepDown = 2;

/** True for failures that another try may cure: silence, garbage, a refusal that garbage caused. */
export function isTransient(error: unknown): error is RecoveryError {
  return (
    error instanceof RecoveryError &&
    ['link.timeout', 'link.corrupt', 'loader.command-refused', 'loader.digest-mismatch'].includes(error.code)
  );
}

/**
 * Brings chip and host back into step after a failed transfer: waits for silence, asks until the chip answers, and goes
 * down the ladder when it keeps failing. Rethrows `failure` where the chip does not answer at this rate any more.
 */
export async function recoverLink(session: Session, failure: RecoveryError, failures: number): Promise<void> {
  await session.channel.settle(quietMs);
  if (session.mode === 'secure-download') return;
  if (!(await answersSoon(session))) throw failure;
  const slower = failures < failuresBeforeStepDown ? undefined : slowerThan(session.baudRate);
  if (slower === undefined) return;
  if (!(await changeBaudRate(session, slower)) && !(await answersSoon(session))) throw failure;
}

async function answersSoon({ channel }: Session): Promise<boolean> {
  for (let probe = 0; probe < probes; probe++) {
    try {
      await channel.readRegister(romMagicRegister, 500);
      return true;
    } catch (error) {
      if (!isTransient(error)) throw error;
      await channel.settle(quietMs);
    }
  }
  return false;
}
