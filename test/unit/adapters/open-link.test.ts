import { describe, expect, test } from 'vitest';
import { openLinkFor } from '../../../electron/adapters/open-link.ts';

describe('a target', () => {
  test.each([
    ['/dev/ttyUSB0', true],
    ['COM7', true],
    ['/dev/cu.usbserial-0001', true],
    ['tcp://bench.example:4000', false],
    ['rfc2217://[::1]:4000', true],
  ])('%s is a link; it has modem lines: %s', (target, hasModemLines) => {
    expect(openLinkFor(target)).toMatchObject({ name: target, hasModemLines, simulated: false, usb: undefined });
  });

  test('names what it reaches, however it is written', () => {
    expect(openLinkFor('RFC2217://bench:80').name).toBe('rfc2217://bench:80');
    expect(openLinkFor('socket://127.0.0.1:4000').name).toBe('tcp://127.0.0.1:4000');
  });

  test.each([
    '',
    'tcp://bench',
    'tcp://bench:0',
    'tcp://bench:65536',
    'tcp://:4000',
    'tcp://a b:1',
    'tcp://u@h:1',
    'tcp://h:1/x',
    'http://h:1',
    'rfc2217://',
  ])('"%s" is none', (target) => {
    expect(() => openLinkFor(target)).toThrow(expect.objectContaining({ code: 'usage.bad-argument' }));
  });
});
