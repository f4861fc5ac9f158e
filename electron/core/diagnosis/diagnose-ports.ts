import type { ErrorParams } from '../errors/recovery-error.ts';
import type { PortInfo } from '../interfaces/port-watcher.ts';
import type { UsbIdentity } from '../interfaces/serial-link.ts';
import type { PortAccess, UsbDevice } from '../interfaces/usb-inventory.ts';
import type { Diagnosis } from './diagnosis.ts';
import { betterDriver } from './known-drivers.ts';
import { diagnosePortlessDevice } from './portless-device.ts';
import { findBridge, type System } from './usb-bridges.ts';

export type PortCode =
  | 'usable'
  | 'driver-suspect' // it may be opened, and its driver is one with which flashing is known to fail
  | 'on-board' // a port without USB: a unit may hang on it, nobody can tell
  | 'in-use-here'
  | 'port-busy'
  | 'no-permission'
  | 'bridge-without-driver'
  | 'bridge-disabled'
  | 'driver-failed'
  | 'bridge-without-port'
  | 'bridge-taken'
  | 'device-unreadable'
  | 'nothing-enumerates';

/** A port, or a device that should have one, and what stands in the way. */
export interface PortDiagnosis extends Diagnosis<PortCode> {
  /** The path to open; undefined where there is none. */
  readonly port: string | undefined;
  readonly usb: UsbIdentity | undefined;
  /** Id in the table of bridges. */
  readonly bridge: string | undefined;
}

/** What the system said. `system` is undefined on a system that this program does not know. */
export interface PortEvidence {
  readonly system: System | undefined;
  readonly ports: readonly PortInfo[];
  readonly devices: readonly UsbDevice[];
  readonly access: readonly PortAccess[];
}

/**
 * What stands between this machine and a unit, one answer for each port and for each bridge without one, those with a
 * USB device first; a single `nothing-enumerates` where no USB device could be a unit. Ports without USB follow in
 * either case.
 */
export function diagnosePorts(evidence: PortEvidence): readonly PortDiagnosis[] {
  const { devices, access, system } = evidence;
  const ports = portsOf(evidence);
  const onUsb = ports
    .filter(({ usb }) => usb !== undefined)
    .map((port) => diagnosePort(port, accessOf(port, access), suspectOf(port, evidence)));
  const portless = devices
    .filter(({ portPath }) => portPath === undefined)
    .map((device) => diagnosePortlessDevice(device, system))
    .filter((diagnosis) => diagnosis !== undefined);
  const found = [...onUsb, ...portless];
  const onBoard = ports.filter(({ usb }) => usb === undefined).map(diagnoseOnBoard);
  return [...(found.length > 0 ? found : [nothingEnumerates]), ...onBoard];
}

/** The ports that are listed, and those that only the USB tree knows: a system may keep a list to itself. */
export function portsOf({ ports, devices }: Pick<PortEvidence, 'ports' | 'devices'>): readonly PortInfo[] {
  const listed = new Set(ports.map(({ path }) => path));
  const unlisted = devices.flatMap(({ portPath, vendorId, productId, serialNumber }): PortInfo[] => {
    if (portPath === undefined || listed.has(portPath)) return [];
    const usb = { vendorId, productId, ...(serialNumber !== undefined && { serialNumber }) };
    return [{ path: portPath, usb, simulated: false }];
  });
  return [...ports, ...unlisted];
}

/** True where a person has to look for the cable: `nothing-enumerates` and nothing better. */
export function needsElimination(diagnoses: readonly PortDiagnosis[]): boolean {
  return diagnoses.some(({ code }) => code === 'nothing-enumerates');
}

const nothingEnumerates: PortDiagnosis = {
  code: 'nothing-enumerates',
  params: {},
  picture: 'plug-in',
  next: 'find-cable',
  error: 'port.not-found',
  port: undefined,
  usb: undefined,
  bridge: undefined,
};

function accessOf(port: PortInfo, access: readonly PortAccess[]): PortAccess | undefined {
  return access.find(({ path }) => path === port.path);
}

/** What is known against the driver of a port, where the system tells its version. */
function suspectOf({ path, usb }: PortInfo, { devices, system }: PortEvidence): ErrorParams | undefined {
  const bridge = usb && findBridge(usb.vendorId, usb.productId);
  const version = devices.find(({ portPath }) => portPath === path)?.driverVersion;
  const better = betterDriver(bridge?.id, version, system);
  if (version === undefined || better === undefined) return undefined;
  return { version, better, ...(bridge?.driverPage && { driverPage: bridge.driverPage }) };
}

/** True where a port may be opened and a unit may hang on it for all that can be seen. */
export function isOpenable(code: string): boolean {
  return code === 'usable' || code === 'driver-suspect';
}

/** Permission goes before the holder: a port that may not be opened stays closed when its holder goes. */
function diagnosePort(
  { path, usb }: PortInfo,
  access: PortAccess | undefined,
  suspect: ErrorParams | undefined,
): PortDiagnosis {
  const bridge = usb && findBridge(usb.vendorId, usb.productId);
  const place = { port: path, usb, bridge: bridge?.id };
  const params = { port: path, ...(bridge && { bridge: bridge.name }) };
  if (access?.permission === 'denied') {
    const { group = '' } = access;
    return {
      ...place,
      code: 'no-permission',
      params: { ...params, group },
      picture: 'no-permission',
      next: group === '' || group === 'root' ? 'ask-administrator' : 'allow-access',
      error: 'port.no-permission',
    };
  }
  const holder = access?.holder;
  if (holder?.isOwn)
    return { ...place, code: 'in-use-here', params, picture: 'port-busy', next: 'wait', error: undefined };
  if (holder) {
    const held = { ...params, process: holder.name, pid: holder.pid };
    return {
      ...place,
      code: 'port-busy',
      params: held,
      picture: 'port-busy',
      next: 'close-holder',
      error: 'port.busy',
    };
  }
  if (suspect) {
    const code = 'driver-suspect';
    const all = { ...params, ...suspect };
    return { ...place, code, params: all, picture: 'driver-missing', next: 'change-driver', error: undefined };
  }
  return { ...place, code: 'usable', params, picture: 'plug-in', next: 'connect', error: undefined };
}

function diagnoseOnBoard({ path }: PortInfo): PortDiagnosis {
  return {
    code: 'on-board',
    params: { port: path },
    picture: 'plug-in',
    next: 'connect',
    error: undefined,
    port: path,
    usb: undefined,
    bridge: undefined,
  };
}
