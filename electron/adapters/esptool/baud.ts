import { romMagicRegister } from '../../core/chips/chip.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { opcode, words } from './opcodes.ts';
import type { Session } from './session.ts';

/** Rates to try, best first (DESIGN §6). */
const ladder = [2_000_000, 921_600, 460_800, 230_400, 115_200] as const;
/** The chip switches after its reply has left, and both sides let the line settle (FORMATS §10.4). */
const settleMs = 50;

/** The rates of the ladder from `maxBaudRate` down; a rate between two rungs is tried as it is. */
export function ladderFrom(maxBaudRate: number): number[] {
  return [...new Set([maxBaudRate, ...ladder.filter((rate) => rate <= maxBaudRate)])];
}

/** The next rung below a rate; undefined at the lowest. */
export function slowerThan(baudRate: number): number | undefined {
  return ladder.find((rate) => rate < baudRate);
}

/**
 * Changes both sides to another rate and asks for a register there. False when nothing answers: chip and host may then
 * be at different rates, and the host is back at the old one.
 */
export async function changeBaudRate(session: Session, baudRate: number): Promise<boolean> {
  const { channel, link, mode } = session;
  const old = session.baudRate;
  if (mode === 'secure-download') return false;
  await channel.command(opcode.changeBaudRate, words(baudRate, mode === 'stub' ? old : 0));
  await link.setBaudRate(baudRate);
  await channel.settle(settleMs);
  if (await answersAt(session)) {
    session.baudRate = baudRate;
    return true;
  }
  await link.setBaudRate(old);
  return false;
}

async function answersAt({ channel }: Session): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await channel.readRegister(romMagicRegister, 500);
      return true;
    } catch (error) {
      if (error instanceof RecoveryError && error.code === 'port.gone') throw error;
      await channel.settle(settleMs);
    }
  }
  return false;
}
