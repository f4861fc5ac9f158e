import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactJson, redactText } from '../../../electron/core/support/redact.ts';
import { formsFound, secretForms } from '../../support/secret-forms.ts';

const secret = 'hunter2-Qm8vXzTk';

describe('text that leaves this machine', () => {
  it.each([
    `https://user:${secret}@fw.example.com/a.bin?key=${secret}#${secret}`,
    `https://user:a/${secret}@fw.example.com/a.bin`,
    `https://user:a@b/${secret}@fw.example.com/a.bin`,
    `GET /a.bin?key=${secret} HTTP/1.1`,
    `mqtt: connecting to user:${secret}@broker`,
    `I (12) wifi: password: ${secret}`,
    `wifi: pwd=${secret}`,
    `joining Home with password ${secret}`,
    `{"psk":"${secret}"}`,
    `Authorization: Basic ${secret}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`,
    `cannot read /home/${secret}/fix.unstrand`,
    `cannot read C:\\Users\\${secret}\\fix.unstrand`,
    `/Users/${secret}/esp/project/main.c`,
  ])('%s', (text) => {
    expect(redactText(text)).not.toContain(secret);
  });

  it('keeps what support needs', () => {
    for (const text of [
      'https://fw.example.com:8443/radio/latest.bin',
      'E (2900) esp-tls: mbedtls_ssl_handshake returned -0x2700',
      'App version:      2.0.0',
      '24:6f:28:aa:bb:01',
      'CN=DST Root CA X3 (synthetic), O=Digital Signature Trust Co. (synthetic)',
    ]) {
      expect(redactText(text)).toBe(text);
    }
    expect(redactText('https://fw.example.com/@v2/a.bin')).toBe('https://[redacted]@v2/a.bin');
  });

  it('is not redacted any further the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      }),
    );
  });
});

describe('JSON that leaves this machine', () => {
  it('loses private members and flash contents, and keeps its shape', () => {
    const value = {
      operator: 'ada',
      workOrder: undefined,
      schema: 1,
      known: true,
      content: { kind: 'bytes', base64: 'QUJDRA==' },
      notes: [`wifi: password: ${secret}`, null, 7],
      wifiPassword: secret,
    };
    expect(redactJson(value)).toEqual({
      operator: '[redacted]',
      workOrder: undefined,
      schema: 1,
      known: true,
      content: { kind: 'bytes', base64: '[6 bytes]' },
      notes: ['wifi: password: [redacted]', null, 7],
      wifiPassword: '[redacted]',
    });
  });

  it('keeps public certificates whole, and nothing else in their place', () => {
    const certificate = `M${'IIB'.repeat(2000)}pskAAA==`;
    expect(redactJson({ certificate, chain: [certificate] })).toEqual({ certificate, chain: [certificate] });
    expect(redactJson({ certificate: `pwd=${secret}` })).toEqual({ certificate: 'pwd=[redacted]' });
    expect(redactJson({ [`pwd=${secret}`]: 1 })).toEqual({ 'pwd=[redacted]': 1 });
  });
});

describe('the search for secrets', () => {
  it('finds every form, wherever it stands', () => {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const text = Buffer.from(`${before}${secret}xyz`);
      expect(formsFound(text, secret)).toContain('plain');
      expect(formsFound(Buffer.from(text.toString('base64')), secret).join()).toContain('base64');
      expect(formsFound(Buffer.from(text.toString('base64url')), secret).join()).toContain('base64url');
      expect(formsFound(Buffer.from(text.toString('hex')), secret)).toContain('hex');
      expect(formsFound(Buffer.from(text.toString(), 'utf16le'), secret)).toContain('UTF-16 LE');
    }
    expect(formsFound(Buffer.from('hunter2-Qm8vXzT'), secret)).toEqual([]);
    for (const form of secretForms(secret).values()) expect(form.length).toBeGreaterThanOrEqual(16);
  });
});
