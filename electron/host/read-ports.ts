import { createPortWatcher } from '../adapters/serial/port-watcher.ts';
import { portAccess } from '../adapters/usb/port-access.ts';
import { createUsbInventory } from '../adapters/usb/usb-inventory.ts';
import { diagnosePorts, needsElimination, type PortDiagnosis, portsOf } from '../core/diagnosis/diagnose-ports.ts';
import type { System } from '../core/diagnosis/usb-bridges.ts';
import type { PortInfo, PortWatcher } from '../core/interfaces/port-watcher.ts';
import type { PortAccessReader, UsbDevice, UsbInventory } from '../core/interfaces/usb-inventory.ts';

/** Every port and every bridge without one, with what stands in the way: plain JSON. */
export interface PortsReport {
  readonly system: System | undefined;
  /** False where the system did not list its USB devices, so that bridges without a driver are not among the ports. */
  readonly isComplete: boolean;
  readonly ports: readonly PortDiagnosis[];
  /** Nothing that could be a unit: a person has to look for the cable (`core/diagnosis/elimination.ts`). */
  readonly needsElimination: boolean;
}

/** Where the answers come from; tests give the answers of another system. */
export interface PortSources {
  readonly system: System | undefined;
  readonly watcher: Pick<PortWatcher, 'list'>;
  readonly inventory: UsbInventory;
  readonly access: PortAccessReader;
}

/** This machine. */
export function machineSources(): PortSources {
  return {
    system: systemOf(process.platform),
    watcher: createPortWatcher(),
    inventory: createUsbInventory(),
    access: portAccess,
  };
}

function systemOf(platform: NodeJS.Platform): System | undefined {
  return platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : undefined;
}

/**
 * What is plugged in and what stands in the way, without opening a port. Throws `port.list-failed` only where the system
 * lists neither ports nor USB devices: either of them alone is worth showing.
 */
export async function readPortState(sources: PortSources = machineSources()): Promise<PortsReport> {
  const [ports, devices] = await Promise.allSettled([sources.watcher.list(), sources.inventory.list()]);
  if (ports.status === 'rejected' && devices.status === 'rejected') throw ports.reason;
  return report(sources, answerOf(ports) ?? [], answerOf(devices));
}

function answerOf<T>(result: PromiseSettledResult<T>): T | undefined {
  return result.status === 'fulfilled' ? result.value : undefined;
}

async function report(
  { system, access }: PortSources,
  ports: readonly PortInfo[],
  listed: readonly UsbDevice[] | undefined,
): Promise<PortsReport> {
  const devices = listed ?? [];
  const onUsb = portsOf({ ports, devices }).filter(({ usb }) => usb !== undefined);
  const states = await Promise.all(onUsb.map(({ path }) => access.read(path)));
  const diagnoses = diagnosePorts({ system, ports, devices, access: states });
  return {
    system,
    isComplete: listed !== undefined,
    ports: diagnoses,
    needsElimination: needsElimination(diagnoses),
  };
}
