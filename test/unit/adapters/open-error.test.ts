import { describe, expect, test } from 'vitest';
import { classifyOpenError, openError } from '../../../electron/adapters/serial/open-error.ts';

/** Texts as serialport 13 makes them of the system's errors (bindings-cpp: serialport_unix.cpp, serialport_win.cpp). */
const texts = [
  ['Linux', 'Error: No such file or directory, cannot open /dev/ttyUSB7', 'port.not-found'],
  ['Linux', 'Error Permission denied Cannot open /dev/ttyUSB0', 'port.no-permission'],
  ['Linux', 'Error: Permission denied, cannot open /dev/ttyUSB0', 'port.no-permission'],
  ['Linux', 'Error: Operation not permitted, cannot open /dev/ttyACM0', 'port.no-permission'],
  ['Linux', 'Error Resource temporarily unavailable Cannot lock port', 'port.busy'],
  ['Linux', 'Error: Device or resource busy, cannot open /dev/ttyUSB0', 'port.busy'],
  ['Linux', 'Error: No such device or address, cannot open /dev/ttyUSB0', 'port.gone'],
  ['Linux', 'Error: Input/output error, cannot open /dev/ttyS4', 'port.gone'],
  ['Linux', 'Error: No such device, cannot open /dev/ttyUSB0', 'port.no-driver'],
  ['Linux', 'Error: Inappropriate ioctl for device, cannot open /dev/null', 'port.open-failed'],
  ['macOS', 'Error: Resource busy, cannot open /dev/tty.usbserial-0001', 'port.busy'],
  ['macOS', 'Error: No such file or directory, cannot open /dev/tty.SLAB_USBtoUART', 'port.not-found'],
  ['macOS', 'Error: Permission denied, cannot open /dev/tty.usbmodem1', 'port.no-permission'],
  ['macOS', 'Error: Device not configured, cannot open /dev/tty.usbserial-0001', 'port.gone'],
  ['Windows', 'Opening COM7: File not found', 'port.not-found'],
  ['Windows', 'Opening COM7: Access denied', 'port.busy'],
  ['Windows', 'Opening COM7: Unknown error code 32', 'port.busy'],
  ['Windows', 'Opening COM7: Unknown error code 1167', 'port.gone'],
  ['Windows', 'Opening COM7: Unknown error code 433', 'port.gone'],
  ['Windows', 'Opening COM7: Unknown error code 31', 'port.no-driver'],
  ['Windows', 'Open (GetCommState): Unknown error code 1', 'port.no-driver'],
  ['Windows', 'Open (SetCommState): The parameter is incorrect', 'port.open-failed'],
  ['Windows', 'Opening COM7: Unknown error code 1450', 'port.open-failed'],
] as const;

describe('why a port did not open', () => {
  test.each(texts)('%s: "%s" is %s', (_, text, code) => {
    expect(classifyOpenError(text)).toBe(code);
  });

  test('the error names the port and keeps the cause', () => {
    const cause = new Error('Opening COM7: Access denied');
    expect(openError('COM7', cause)).toMatchObject({ code: 'port.busy', params: { port: 'COM7' }, cause });
    expect(openError('COM7', 'x'.repeat(5000)).params.reason).toHaveLength(200);
  });
});
