import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams } from '../errors/recovery-error.ts';
import type { UsbDevice } from '../interfaces/usb-inventory.ts';
import type { PortCode, PortDiagnosis } from './diagnose-ports.ts';
import type { GuideId, NextStep } from './diagnosis.ts';
import { findBridge, type System, type UsbBridge } from './usb-bridges.ts';

/** Windows' problem codes (learn.microsoft.com, Device Manager error messages). */
const disabledByUser = 22;
const failedPostStart = 43;
/** Not configured, reinstall, failed install: nothing drives the device. */
const driverMissing: readonly number[] = [1, 18, 28];
/**
 * A program drives the device from user space and its own driver was sent away: `brltty` does that on Linux, a driver
 * exchanged for one of libusb on Windows.
 */
const userSpaceDriver = /^(?:usbfs|winusb|libusb\w*)$/i;

/**
 * Why a USB device has no serial port; undefined for one that is no unit's: a keyboard, a camera, a stick. A device
 * that cannot even say what it is may be a unit on a bad cable, so it is told.
 */
export function diagnosePortlessDevice(device: UsbDevice, system: System | undefined): PortDiagnosis | undefined {
  if (device.vendorId === 0 && device.problemCode === failedPostStart) {
    return diagnosis(device, undefined, 'device-unreadable', 'data-cable', 'other-cable', 'port.not-found');
  }
  const bridge = findBridge(device.vendorId, device.productId);
  if (bridge === undefined) return undefined;
  const problem = device.problemCode;
  if (problem === disabledByUser) {
    return diagnosis(device, bridge, 'bridge-disabled', 'driver-missing', 'enable-device', 'port.no-driver');
  }
  if (problem !== undefined && !driverMissing.includes(problem)) {
    const params = { problem };
    return diagnosis(device, bridge, 'driver-failed', 'driver-missing', 'reinstall-driver', 'port.no-driver', params);
  }
  const driver = device.driverName ?? '';
  if (userSpaceDriver.test(driver)) {
    const next = system === 'linux' ? 'free-bridge' : 'install-driver';
    return diagnosis(device, bridge, 'bridge-taken', 'port-busy', next, 'port.busy', { driver });
  }
  if (device.driver === 'bound') {
    const params = { driver };
    return diagnosis(
      device,
      bridge,
      'bridge-without-port',
      'driver-missing',
      'reinstall-driver',
      'port.no-driver',
      params,
    );
  }
  const next = nextWithoutDriver(bridge, system);
  return diagnosis(device, bridge, 'bridge-without-driver', 'driver-missing', next, 'port.no-driver');
}

/** Linux brings every driver, so there it is only not loaded. */
function nextWithoutDriver({ needsDriver }: UsbBridge, system: System | undefined): NextStep {
  if (system === 'linux') return 'load-module';
  return system !== undefined && needsDriver.includes(system) ? 'install-driver' : 'reinstall-driver';
}

function diagnosis(
  { vendorId, productId, serialNumber }: UsbDevice,
  bridge: UsbBridge | undefined,
  code: PortCode,
  picture: GuideId,
  next: NextStep,
  error: ErrorCode,
  params: ErrorParams = {},
): PortDiagnosis {
  const known = bridge && {
    bridge: bridge.name,
    module: bridge.linuxModule,
    ...(bridge.driverPage && { driverPage: bridge.driverPage }),
  };
  return {
    code,
    params: { ...known, ...params },
    picture,
    next,
    error,
    port: undefined,
    usb: { vendorId, productId, ...(serialNumber && { serialNumber }) },
    bridge: bridge?.id,
  };
}
