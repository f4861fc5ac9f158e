import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { opcode, words } from './protocol.ts';
import { isUsbJtag } from './resets.ts';
import { probeTwice, type Session } from './session.ts';

/** What a ROM starts with. */
export const romBaudRate = 115_200;
const rungs: readonly number[] = [2_000_000, 921_600, 460_800, 230_400, romBaudRate];
const defaultMaxBaudRate = 921_600;
/** Chip and adapter take this long to change over (FORMATS §10.4). */
const changeOverMs = 50;

/** Whether a change of rate can reach both ends: not through plain TCP or a pty, and USB-Serial/JTAG has none. */
export function hasBaudRate({ link, options }: Pick<Session, 'link' | 'options'>): boolean {
  return link.hasModemLines && !isUsbJtag(link, options.before);
}

/** Rates to try, highest first, from what was asked for or what this adapter is known to do; the last is the ROM's own. */
export function ladder(maxBaudRate = defaultMaxBaudRate, remembered = Number.POSITIVE_INFINITY): number[] {
  const limit = Math.max(romBaudRate, Math.min(maxBaudRate, remembered));
  const below = rungs.filter((rate) => rate < limit);
  return [limit, ...below];
}

/** The name under which an adapter's rate is remembered: its own identity where it has one, else its port. */
export function adapterName({ usb, name }: Pick<SerialLink, 'usb' | 'name'>): string {
  return usb?.serialNumber === undefined ? name : [usb.vendorId, usb.productId, usb.serialNumber].join(':');
}

/** Changes the rate of chip and link, and asks something at the new one. Throws what a command throws. */
export async function changeBaudRate(session: Session, baudRate: number): Promise<void> {
  const { commands, link, clock, transport, mode } = session;
  if (baudRate === session.baudRate) return;
  await commands.request(opcode.changeBaudRate, words(baudRate, mode === 'stub' ? session.baudRate : 0));
  await link.setBaudRate(baudRate);
  session.baudRate = baudRate;
  await clock.sleep(changeOverMs);
  transport.flush();
  await probeTwice(session);
}
