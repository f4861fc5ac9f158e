import type { PortEntity } from '../../contract/state.ts';
import type { PortDiagnosis } from '../../core/diagnosis/diagnose-ports.ts';
import { findBridge } from '../../core/diagnosis/usb-bridges.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import type { PortsReport } from '../read-ports.ts';
import { watchPorts } from '../watch-ports.ts';
import { harmlessText } from './harmless-text.ts';

/** Where the ports come from: those of this machine, or those of virtual units. */
export interface PortSource {
  /** Calls the listener with all ports, first those there are and then again whenever something changed. */
  watch(listener: (ports: readonly PortEntity[]) => void): Unsubscribe;
}

/** What is plugged into this machine, with what stands in the way of each. */
export function machinePortSource(): PortSource {
  return { watch: (listener) => watchPorts((report) => listener(portEntities(report))).stop };
}

/** A report on ports as the screens take it. A device without a port has an id that nobody can open. */
export function portEntities({ ports }: PortsReport): PortEntity[] {
  return ports.map((diagnosis, index) => {
    const { port, code, params, picture, next } = diagnosis;
    return {
      id: port ?? `${code}#${index}`,
      name: harmlessText(nameOf(diagnosis)),
      simulated: port?.startsWith('sim:') ?? false,
      diagnosis: { code, params: harmlessParams(params), picture, next },
    };
  });
}

/** What people call it: the bridge by its name, else what it calls itself, else where it is. */
function nameOf({ usb, port, bridge }: PortDiagnosis): string {
  const known = usb && findBridge(usb.vendorId, usb.productId);
  return known?.name ?? usb?.manufacturer ?? bridge ?? port ?? '';
}

function harmlessParams(params: PortDiagnosis['params']): PortEntity['diagnosis']['params'] {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? harmlessText(value) : value]),
  );
}
