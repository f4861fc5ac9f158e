import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { PortInfo, PortWatcher } from '../core/interfaces/port-watcher.ts';

/** The port to use where the operator named none: the only USB adapter there is, never a guess among several. */
export async function findOnlyPort(watcher: PortWatcher): Promise<PortInfo> {
  const ports = (await watcher.list()).filter(({ usb }) => usb !== undefined);
  const [first, ...others] = ports;
  if (first === undefined) throw new RecoveryError('port.not-found');
  if (others.length > 0) throw new RecoveryError('port.ambiguous', { ports: ports.map(({ path }) => path).join(', ') });
  return first;
}
