import { describe, expect, it } from 'vitest';
import { firmwarePaths } from '../../../electron/core/tls/firmware-paths.ts';

const server = { host: 'fw.example.com', port: 443 };

describe('paths of firmware on a server', () => {
  it('are those of images that the unit fetches from this host and port over TLS, once each', () => {
    const urls = [
      'https://fw.example.com/a.bin',
      'https://fw.example.com:443/a.bin',
      'https://FW.example.com/b%20c.BIN',
      'https://fw.example.com:8443/port.bin',
      'https://other.example.com/host.bin',
      'http://fw.example.com/plain.bin',
    ];
    expect(firmwarePaths(urls, server)).toEqual(['/a.bin', '/b%20c.BIN']);
  });

  it('are none of what is no image, no whole path or no URL', () => {
    const urls = ['https://fw.example.com/register', 'https://fw.example.com/%s.bin', 'https://fw.example.com:x/a.bin'];
    expect(firmwarePaths(urls, server)).toEqual([]);
  });

  it('are the same on a server that stands in for the one of that name, whatever its port', () => {
    const standIn = { ...server, port: 8443, address: '127.0.0.1' };
    expect(firmwarePaths(['https://fw.example.com/a.bin'], standIn)).toEqual(['/a.bin']);
  });

  it('are few, however many the firmware names', () => {
    const urls = Array.from({ length: 1000 }, (_, index) => `https://fw.example.com/${index}.bin`);
    expect(firmwarePaths(urls, server)).toEqual(['/0.bin', '/1.bin', '/2.bin', '/3.bin']);
  });
});
