import { createFlashLoader } from '../adapters/esptool/loader.ts';
import { openLinkFor } from '../adapters/open-link.ts';
import { createPortWatcher } from '../adapters/serial/port-watcher.ts';
import type {
  ConnectedChip,
  ConnectOptions,
  FlashLoader,
  ResetAfter,
  WireEvent,
} from '../core/interfaces/flash-loader.ts';
import type { SerialLink, UsbIdentity } from '../core/interfaces/serial-link.ts';
import { openBaudRates } from './baud-rates.ts';
import type { Workspace } from './workspace.ts';

/** A unit that answers: its link, its loader, and what kind of chip it is. */
export interface OpenUnit {
  readonly link: SerialLink;
  readonly loader: FlashLoader;
  readonly chip: ConnectedChip;
  /** Ends the session; never throws. */
  close(after: ResetAfter): Promise<void>;
}

/** A link by the name that an operator gives: a serial port's path, `tcp://…`, `rfc2217://…` or `sim:NAME`. */
export async function linkForTarget(target: string): Promise<SerialLink> {
  if (!target.startsWith('sim:')) return openLinkFor(target, await usbIdentityOf(target));
  const { simulatedLink } = await import('./simulated-units.ts');
  return simulatedLink(target.slice('sim:'.length));
}

/** The adapter decides how a unit is reset. A system that cannot list ports leaves it to `--before`. */
async function usbIdentityOf(target: string): Promise<UsbIdentity | undefined> {
  if (target.includes('://')) return undefined;
  const ports = await createPortWatcher()
    .list()
    .catch(() => []);
  return ports.find(({ path }) => path === target)?.usb;
}

/**
 * Connects to a unit's loader. What fails leaves the link closed and the unit untouched. `onWire` hears the wire log from
 * the first try to connect on.
 */
export async function openUnit(
  target: string,
  options: ConnectOptions,
  { store }: Workspace,
  onWire?: (event: WireEvent) => void,
): Promise<OpenUnit> {
  const link = await linkForTarget(target);
  const loader = createFlashLoader(link, { rememberedBaudRate: await openBaudRates(store) });
  if (onWire) loader.onWire(onWire);
  try {
    const chip = await loader.connect(options);
    return { link, loader, chip, close: (after) => loader.disconnect(after) };
  } catch (error) {
    await loader.disconnect('none');
    throw error;
  }
}
