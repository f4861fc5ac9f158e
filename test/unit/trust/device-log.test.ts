import { describe, expect, it } from 'vitest';
import { parseIdfVersion } from '../../../electron/core/formats/idf-version.ts';
import { deviceLogLines } from '../../../electron/core/trust/device-log.ts';

function linesOf(flags: number, idf: string, code = 0x2700): string[] {
  return deviceLogLines({ code, flags }, parseIdfVersion(idf));
}

describe('deviceLogLines', () => {
  it('prints what v3.2 prints', () => {
    expect(linesOf(0x8, 'v3.2-103-g4aa1058e8')).toEqual([
      'esp-tls: mbedtls_ssl_handshake returned -0x2700',
      'esp-tls: Failed to verify peer certificate!',
      'esp-tls: verification info:   ! The certificate is not correctly signed by the trusted CA',
      'esp-tls: Failed to open new connection',
    ]);
  });

  it('cuts the second reason at the 100-byte buffer of the firmware', () => {
    expect(linesOf(0x9, 'v3.2').slice(2, 4)).toEqual([
      'esp-tls: verification info:   ! The certificate validity has expired',
      '  ! The certificate is not correctly signed by the trusted',
    ]);
  });

  it('cuts a buffer that every reason would fill', () => {
    const lines = linesOf(0xffffffff, 'v3.3', 0x3000);
    expect(lines[0]).toBe('esp-tls: mbedtls_ssl_handshake returned -0x3000');
    const buffer = lines.slice(2, -1).join('\n').replace('esp-tls: verification info: ', '');
    expect(buffer).toHaveLength(99);
  });

  it.each([
    ['v4.0', 'esp-tls: '],
    ['v4.1', 'esp-tls-mbedtls: '],
    ['v4.3.7', 'esp-tls-mbedtls: '],
  ])('takes the tag of %s', (idf, tag) => {
    expect(linesOf(0x1, idf)[0]).toBe(`${tag}mbedtls_ssl_handshake returned -0x2700`);
    expect(linesOf(0x1, idf)[2]).toBe(`${tag}verification info:   ! The certificate validity has expired`);
  });

  it.each(['v4.4', 'v5.0.2', 'v5.5'])(
    'leaves the reason out from v4.4 on, where only debug builds print it: %s',
    (idf) => {
      expect(linesOf(0x8, idf)).toEqual([
        'esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x2700',
        'esp-tls-mbedtls: Failed to verify peer certificate!',
        'esp-tls: Failed to open new connection',
      ]);
    },
  );

  it('claims no tag for an unknown version, and prints nothing when the handshake succeeds', () => {
    expect(deviceLogLines({ code: 0x2700, flags: 0x4 }, undefined)).toEqual([
      'mbedtls_ssl_handshake returned -0x2700',
      'Failed to verify peer certificate!',
      'verification info:   ! The certificate Common Name (CN) does not match with the expected CN',
    ]);
    expect(deviceLogLines({ code: 0, flags: 0 }, undefined)).toEqual([]);
  });
});
