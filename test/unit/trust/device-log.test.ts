import { describe, expect, it } from 'vitest';
import { parseIdfVersion } from '../../../electron/core/formats/idf-version.ts';
import type { BundleLookup } from '../../../electron/core/trust/bundle-path.ts';
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

  it('writes codes with letters as the version writes them', () => {
    expect(linesOf(0x1000, 'v4.3', 0x7a00)[0]).toBe('esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x7a00');
    expect(linesOf(0x1000, 'v4.4', 0x7a00)[0]).toBe('esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x7A00');
  });

  it('calls certificates verified where the handshake failed before anything was', () => {
    expect(linesOf(0, 'v3.2', 0x7200)).toEqual([
      'esp-tls: mbedtls_ssl_handshake returned -0x7200',
      'esp-tls: Certificate verified.',
      'esp-tls: Failed to open new connection',
    ]);
  });

  it('blames the list where none of it can be parsed', () => {
    expect(deviceLogLines({ code: 0x2560, flags: 0, stage: 'store' }, parseIdfVersion('v5.3'))).toEqual([
      'esp-tls-mbedtls: mbedtls_x509_crt_parse returned -0x2560',
      'esp-tls: Failed to open new connection',
    ]);
  });
});

describe('the log of firmware with a bundle', () => {
  const bundleLines = (lookups: readonly BundleLookup[], idf: string, code = 0x3000, flags = 0xffffffff) =>
    deviceLogLines({ code, flags, lookups }, parseIdfVersion(idf));
  const refused = 'esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x3000';
  const failed = 'esp-x509-crt-bundle: Failed to verify certificate';
  const told = 'esp-tls-mbedtls: Failed to verify peer certificate!';
  const end = 'esp-tls: Failed to open new connection';

  it('names the cause from v5.4 on, and the certificate from v5.2 to v5.5', () => {
    const missing = 'esp-x509-crt-bundle: No matching trusted root certificate found';
    expect(bundleLines(['no-root'], 'v4.4')).toEqual([failed, refused, end]);
    expect(bundleLines(['no-root'], 'v5.1.4')).toEqual([failed, refused, end]);
    expect(bundleLines(['no-root'], 'v5.2')).toEqual([failed, refused, told, end]);
    expect(bundleLines(['no-root'], 'v5.5')).toEqual([missing, failed, refused, told, end]);
    expect(bundleLines(['no-root'], 'v6.0')).toEqual([missing, failed, refused, end]);
  });

  it('tells of a key that does not fit, and of what was validated before', () => {
    const misfit = 'esp-x509-crt-bundle: Certificate matched but signature verification failed';
    expect(bundleLines(['bad-signature'], 'v5.4').slice(0, 2)).toEqual([misfit, failed]);
    const validated = 'esp-x509-crt-bundle: Certificate validated';
    expect(bundleLines(['validated'], 'v4.4', 0x2700, 0x4000)).toEqual([
      validated,
      'esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x2700',
      end,
    ]);
  });
});
