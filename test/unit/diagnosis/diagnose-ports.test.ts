import { describe, expect, it } from 'vitest';
import { diagnosePorts, needsElimination, type PortEvidence } from '../../../electron/core/diagnosis/diagnose-ports.ts';
import type { System } from '../../../electron/core/diagnosis/usb-bridges.ts';
import type { PortAccess, UsbDevice } from '../../../electron/core/interfaces/usb-inventory.ts';
import { devicesOf } from '../../support/usb-answers.ts';

const path = '/dev/ttyUSB0';
const cp2102: UsbDevice = {
  vendorId: 0x10c4,
  productId: 0xea60,
  driver: 'bound',
  driverName: 'cp210x',
  portPath: path,
};
const cp2102Port = { path, usb: { vendorId: 0x10c4, productId: 0xea60 }, simulated: false };
const granted: PortAccess = { path, permission: 'granted', group: 'dialout' };

const nothing: PortEvidence = { system: 'linux', ports: [], devices: [], access: [] };
const oneUnit: PortEvidence = { ...nothing, ports: [cp2102Port], devices: [cp2102], access: [granted] };

const summary = (evidence: PortEvidence) =>
  diagnosePorts(evidence).map(({ code, port, bridge, next }) => `${code} ${port ?? '-'} ${bridge ?? '-'} ${next}`);

describe('the ports of a machine as its system tells of them', () => {
  const expected: Readonly<Record<System, readonly string[]>> = {
    linux: [
      'usable /dev/ttyUSB0 cp210x connect',
      'usable /dev/ttyACM0 esp-usb-serial-jtag connect',
      'bridge-taken - ch340 free-bridge',
      'bridge-without-driver - ft232 load-module',
    ],
    darwin: [
      'usable /dev/tty.usbserial-0001 cp210x connect',
      'usable /dev/tty.usbmodem142001 esp-usb-serial-jtag connect',
      'bridge-without-driver - ch340 reinstall-driver',
    ],
    win32: [
      'usable COM7 cp210x connect',
      'usable COM12 ft232 connect',
      'usable COM5 esp-usb-serial-jtag connect',
      'bridge-without-driver - ch340 install-driver',
      'driver-failed - pl2303 reinstall-driver',
      'bridge-disabled - esp-usb-serial-jtag enable-device',
      'device-unreadable - - other-cable',
    ],
  };

  it.each(['linux', 'darwin', 'win32'] as const)('%s', async (system) => {
    expect(summary({ ...nothing, system, devices: await devicesOf[system]() })).toEqual(expected[system]);
  });
});

describe('one port', () => {
  it.each([
    ['win32', '11.2.0.167', 'driver-suspect COM7 cp210x change-driver'],
    ['win32', '11.2.0.1670', 'usable COM7 cp210x connect'],
    ['win32', '11.1.0.4', 'usable COM7 cp210x connect'],
    ['linux', '11.2.0.167', 'usable COM7 cp210x connect'],
  ] as const)('on %s with driver %s: %s', (system, driverVersion, expected) => {
    const devices = [{ ...cp2102, portPath: 'COM7', driverVersion }];
    expect(summary({ ...nothing, system, devices })).toEqual([expected]);
  });

  it('names version and cure of a CH340 driver with which flashing fails', () => {
    const ch340 = { ...cp2102, vendorId: 0x1a86, productId: 0x7523, portPath: 'COM3', driverVersion: '3.8.2023.2' };
    expect(diagnosePorts({ ...nothing, system: 'win32', devices: [ch340] })).toMatchObject([
      { params: { version: '3.8.2023.2', better: '3.5', driverPage: 'wch-ch341' }, error: undefined },
    ]);
  });

  it('is usable where nothing is in the way', () => {
    expect(diagnosePorts(oneUnit)).toMatchObject([
      { code: 'usable', port: path, params: { bridge: 'Silicon Labs CP210x' }, error: undefined },
    ]);
  });

  it('may not be opened: the group is named, and nobody is told to join the group root', () => {
    const denied = (group?: string): PortEvidence => ({
      ...oneUnit,
      access: [{ path, permission: 'denied', ...(group !== undefined && { group }) }],
    });
    expect(diagnosePorts(denied('dialout'))).toMatchObject([
      { code: 'no-permission', params: { group: 'dialout' }, next: 'allow-access', error: 'port.no-permission' },
    ]);
    expect(diagnosePorts(denied('root'))).toMatchObject([{ next: 'ask-administrator' }]);
    expect(diagnosePorts(denied())).toMatchObject([{ next: 'ask-administrator' }]);
  });

  it('is held by a program that is named, or by this one', () => {
    const held = (isOwn: boolean): PortEvidence => ({
      ...oneUnit,
      access: [{ ...granted, holder: { name: 'minicom', pid: 4711, isOwn } }],
    });
    expect(diagnosePorts(held(false))).toMatchObject([
      { code: 'port-busy', params: { process: 'minicom', pid: 4711 }, error: 'port.busy' },
    ]);
    expect(diagnosePorts(held(true))).toMatchObject([{ code: 'in-use-here', next: 'wait', error: undefined }]);
  });

  it('counts once, and also where only the USB tree knows it', () => {
    expect(diagnosePorts(oneUnit)).toHaveLength(1);
    expect(summary({ ...oneUnit, ports: [] })).toEqual(['usable /dev/ttyUSB0 cp210x connect']);
  });

  it('is one of an adapter that no table knows, and usable all the same', () => {
    const usb = { vendorId: 0xcafe, productId: 0x4001 };
    expect(summary({ ...nothing, ports: [{ path, usb, simulated: false }] })).toEqual([
      'usable /dev/ttyUSB0 - connect',
    ]);
  });
});

describe('no port', () => {
  it('is nothing to be seen, which a keyboard and a port of the computer itself do not change', () => {
    const keyboard: UsbDevice = { vendorId: 0x46d, productId: 0xc52b, driver: 'bound', driverName: 'usbhid' };
    const onBoard = { path: '/dev/ttyS0', usb: undefined, simulated: false };
    const diagnoses = diagnosePorts({ ...nothing, devices: [keyboard], ports: [onBoard] });
    expect(diagnoses.map(({ code, error }) => [code, error])).toEqual([
      ['nothing-enumerates', 'port.not-found'],
      ['on-board', undefined],
    ]);
    expect(needsElimination(diagnoses)).toBe(true);
    expect(needsElimination(diagnosePorts(oneUnit))).toBe(false);
  });

  it('is a bridge whose driver was exchanged on Windows, or makes no port', () => {
    const { portPath: _, ...ch340 } = { ...cp2102, vendorId: 0x1a86, productId: 0x7523 };
    const codes = (driverName: string) =>
      diagnosePorts({ ...nothing, system: 'win32', devices: [{ ...ch340, driverName }] }).map(({ code, next }) => [
        code,
        next,
      ]);
    expect(codes('WINUSB')).toEqual([['bridge-taken', 'install-driver']]);
    expect(codes('CH341SER_A64')).toEqual([['bridge-without-port', 'reinstall-driver']]);
  });
});
