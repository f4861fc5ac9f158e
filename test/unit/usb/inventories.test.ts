import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLinuxDevices } from '../../../electron/adapters/usb/linux-inventory.ts';
import { parseIoreg } from '../../../electron/adapters/usb/macos-inventory.ts';
import { createUsbInventory } from '../../../electron/adapters/usb/usb-inventory.ts';
import { parsePnpEntities } from '../../../electron/adapters/usb/windows-inventory.ts';
import type { UsbDevice } from '../../../electron/core/interfaces/usb-inventory.ts';
import { devicesOf, entitiesText, ioregText, valueOfParsed } from '../../support/usb-answers.ts';

const short = ({ vendorId, productId, driver, driverName, problemCode, portPath }: UsbDevice) =>
  [
    `${vendorId.toString(16)}:${productId.toString(16)}`,
    driver,
    driverName ?? '-',
    problemCode ?? '-',
    portPath ?? '-',
  ].join(' ');

describe('USB devices of Linux', () => {
  it('have the driver of their interfaces and the port below them; hubs are left out', async () => {
    expect((await devicesOf.linux()).map(short)).toEqual([
      '10c4:ea60 bound cp210x - /dev/ttyUSB0',
      '1a86:7523 bound usbfs - -',
      '303a:1001 bound cdc_acm - /dev/ttyACM0',
      '403:6001 none - - -',
      '46d:c52b bound usbhid - -',
    ]);
  });

  it('say their name and serial number', async () => {
    expect(await devicesOf.linux()).toContainEqual(
      expect.objectContaining({ product: 'USB JTAG/serial debug unit', serialNumber: '24:6F:28:AA:BB:01' }),
    );
  });

  it('are none where the kernel has no USB', async () => {
    expect(await readLinuxDevices('/nowhere/at/all')).toEqual([]);
  });
});

describe('USB devices of macOS', () => {
  it('have their own port, not the one of a device behind them, and count once', async () => {
    expect((await devicesOf.darwin()).map(short)).toEqual([
      '10c4:ea60 bound AppleUSBSLCOM - /dev/tty.usbserial-0001',
      '1a86:7523 none - - -',
      '303a:1001 bound AppleUSBACMData - /dev/tty.usbmodem142001',
    ]);
  });

  it('are none where nothing is printed', () => {
    expect(parseIoreg('')).toEqual({ ok: true, value: [] });
  });
});

describe('USB devices of Windows', () => {
  it('have the version of their driver, where it is told as text', () => {
    const DeviceID = 'USB\\VID_10C4&PID_EA60\\0001';
    const port = { DeviceID, Name: 'CP210x (COM7)', Service: 'silabser' };
    const read = (DriverVersion: unknown) =>
      valueOfParsed(parsePnpEntities(JSON.stringify({ ...port, DriverVersion })));
    expect(read('11.2.0.167')).toMatchObject([{ portPath: 'COM7', driverVersion: '11.2.0.167' }]);
    for (const other of [null, 7, ['a'], 'x'.repeat(65)]) {
      expect(read(other)).toMatchObject([{ portPath: 'COM7' }]);
      expect(read(other)[0]).not.toHaveProperty('driverVersion');
    }
  });

  it('are put together from their interfaces and from the ports of the bus of FTDI', async () => {
    expect((await devicesOf.win32()).map(short)).toEqual([
      '10c4:ea60 bound silabser - COM7',
      '1a86:7523 none - 28 -',
      '67b:2303 none Ser2pl 10 -',
      '403:6001 bound FTSER2K - COM12',
      '303a:1001 bound usbser - COM5',
      '303a:1001 none usbccgp 22 -',
      '0:2 none - 43 -',
      '46d:c52b bound usbccgp - -',
    ]);
  });

  it('may be one, written without a list, or none, written as nothing', () => {
    const [one] = JSON.parse(entitiesText).slice(2);
    expect(valueOfParsed(parsePnpEntities(JSON.stringify(one))).map(short)).toEqual([
      '10c4:ea60 bound silabser - COM7',
    ]);
    expect(parsePnpEntities('\ufeff\r\n')).toEqual({ ok: true, value: [] });
  });

  it('are refused where the answer is no list of entities', () => {
    expect(parsePnpEntities('Get-CimInstance : Access denied')).toMatchObject({ problem: { code: 'pnp.not-json' } });
    expect(parsePnpEntities('[{"DeviceID":7}]')).toMatchObject({ problem: { code: 'pnp.schema' } });
  });
});

describe('hostile answers', () => {
  it('are read without harm, whatever is cut out or put in', () => {
    for (const [text, parse] of [
      [ioregText, parseIoreg],
      [entitiesText, parsePnpEntities],
    ] as const) {
      fc.assert(
        fc.property(fc.nat({ max: text.length }), fc.nat({ max: 200 }), fc.string(), (at, length, put) => {
          expect(parse(text.slice(0, at) + put + text.slice(at + length))).toHaveProperty('ok');
        }),
        { numRuns: 60 },
      );
    }
  });

  it('keep names short', () => {
    const text = ioregText.replace('"USB Product Name" = "CP2102', `"USB Product Name" = "${'W'.repeat(900)}`);
    for (const { product = '' } of valueOfParsed(parseIoreg(text))) expect(product.length).toBeLessThanOrEqual(128);
  });

  it('end with the code of a list that failed', async () => {
    const inventory = createUsbInventory(async () => {
      throw new Error('spawn powershell.exe ENOENT');
    });
    await expect(inventory.list()).rejects.toMatchObject({ code: 'port.list-failed' });
  });
});
