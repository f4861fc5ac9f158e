import { describe, expect, it } from 'vitest';
import { openLinkFor } from '../../../electron/adapters/open-link.ts';

describe('targets', () => {
  it.each([
    ['/dev/ttyUSB0', '/dev/ttyUSB0', true],
    ['COM7', 'COM7', true],
    ['ttyACM0', 'ttyACM0', true],
    ['http://host:1', 'http://host:1', true],
    ['tcp://bench:4000', 'tcp://bench:4000', false],
    ['socket://127.0.0.1:4000', 'tcp://127.0.0.1:4000', false],
    ['RFC2217://bench:2217', 'rfc2217://bench:2217', true],
    ['rfc2217://[::1]:2217?ign_set_control', 'rfc2217://[::1]:2217', true],
  ])('%s is the link %s', (target, name, hasModemLines) => {
    const link = openLinkFor(target);
    expect([link.name, link.hasModemLines, link.simulated, link.usb]).toEqual([name, hasModemLines, false, undefined]);
  });

  it.each(['tcp://', 'tcp://bench', 'rfc2217://:2217', 'rfc2217://bench:0', 'socket://bench:70000'])(
    '%s is no address',
    (target) => {
      expect(() => openLinkFor(target)).toThrow(
        expect.objectContaining({ code: 'usage.bad-argument', params: { detail: target } }),
      );
    },
  );
});
