import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { linkTo } from '../in-process-link.ts';
import type { VirtualUnit } from '../virtual-unit.ts';
import type { ListingCondition } from './training-unit.ts';

const busy = 'busy:';

/** A serial port to a training unit; opening it fails as on a machine in the lesson's condition. */
export function trainingLink(condition: ListingCondition, device: VirtualUnit, port: string): SerialLink {
  const link = linkTo(device, port);
  const refusal = openRefusal(condition, port);
  if (refusal === undefined) return link;
  return { ...link, open: () => Promise.reject(device.plugged ? refusal : notFound(port)) };
}

/** Whether the system lists a port for it: permission and other programs stand in the way of opening only. */
export function isListed(condition: ListingCondition): boolean {
  return condition !== 'no-usb' && condition !== 'no-driver';
}

/** What opening the port of a unit in this condition fails with; undefined where nothing stands in the way. */
export function openRefusal(condition: ListingCondition, port: string): RecoveryError | undefined {
  if (condition === 'no-usb') return notFound(port);
  if (condition === 'no-driver') return new RecoveryError('port.no-driver', { port, detail: 'simulated' });
  if (condition === 'no-permission') return new RecoveryError('port.no-permission', { port });
  if (condition === 'port') return undefined;
  return new RecoveryError('port.busy', { port, process: condition.slice(busy.length) });
}

function notFound(port: string): RecoveryError {
  return new RecoveryError('port.not-found', { port });
}
