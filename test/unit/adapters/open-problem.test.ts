import { describe, expect, it } from 'vitest';
import { describeOpenProblem, type OpenProblem } from '../../../electron/adapters/serial/open-problem.ts';

const said: readonly (readonly [NodeJS.Platform, string, string, OpenProblem])[] = [
  ['linux', '/dev/ttyUSB0', 'Error: No such file or directory, cannot open /dev/ttyUSB0', 'port.gone'],
  ['linux', '/dev/ttyUSB0', 'Error: Permission denied, cannot open /dev/ttyUSB0', 'port.no-permission'],
  ['linux', '/dev/ttyUSB0', 'Error: Operation not permitted, cannot open /dev/ttyUSB0', 'port.no-permission'],
  ['linux', '/dev/ttyUSB0', 'Error: Device or resource busy, cannot open /dev/ttyUSB0', 'port.busy'],
  ['linux', '/dev/ttyUSB0', 'Error Resource temporarily unavailable Cannot lock port', 'port.busy'],
  ['linux', '/dev/ttyUSB0', 'Error: No such device, cannot open /dev/ttyUSB0', 'port.no-driver'],
  ['linux', '/dev/ttyS9', 'Error: No such device or address, cannot open /dev/ttyS9', 'port.no-driver'],
  ['linux', '/dev/ttyS9', 'ENXIO', 'port.no-driver'],
  ['linux', '/dev/ttyS9', 'EACCES', 'port.no-permission'],
  ['linux', '/dev/ttyS9', 'Error: Input/output error setting custom baud rate of 115200', 'port.open-failed'],
  ['linux', '/etc/hosts', 'Error: Inappropriate ioctl for device setting custom baud rate of 9600', 'port.open-failed'],
  ['darwin', '/dev/tty.usb', 'Error: Resource busy, cannot open /dev/tty.usb', 'port.busy'],
  ['darwin', '/dev/tty.usb', 'Error Resource temporarily unavailable Cannot lock port', 'port.busy'],
  ['darwin', '/dev/tty.usb', 'Error: Permission denied, cannot open /dev/tty.usb', 'port.no-permission'],
  ['darwin', '/dev/tty.usb', 'Error: No such file or directory, cannot open /dev/tty.usb', 'port.gone'],
  ['darwin', '/dev/tty.usb', 'Error: Device not configured, cannot open /dev/tty.usb', 'port.gone'],
  ['darwin', '/dev/tty.usb', 'Error: Operation not supported by device, cannot open /dev/tty.usb', 'port.no-driver'],
  ['win32', 'COM7', 'Opening COM7: File not found', 'port.gone'],
  ['win32', 'COM7', 'Opening COM7: Access denied', 'port.busy'],
  ['win32', 'COM7', 'Opening COM7: Unknown error code 32', 'port.busy'],
  ['win32', 'COM7', 'Opening COM7: Unknown error code 31', 'port.no-driver'],
  ['win32', 'COM7', 'Open (SetCommState): Unknown error code 31', 'port.no-driver'],
  ['win32', 'COM7', 'Opening COM7: Unknown error code 433', 'port.gone'],
  ['win32', 'COM7', 'Opening COM7: Unknown error code 1167', 'port.gone'],
  ['win32', 'COM7', 'Opening COM7: Unknown error code 121', 'port.open-failed'],
  ['win32', 'COM7', 'Open (SetCommState): The parameter is incorrect', 'port.open-failed'],
];

describe('why a serial port does not open', () => {
  it.each(said)('%s, %s: "%s" is %s', (platform, path, message, problem) => {
    expect(describeOpenProblem(message, path, platform)).toBe(problem);
  });

  it('does not read the name of the port as a cause', () => {
    const path = '/dev/Permission denied';
    expect(describeOpenProblem(`Error: No such file or directory, cannot open ${path}`, path, 'linux')).toBe(
      'port.gone',
    );
  });
});
