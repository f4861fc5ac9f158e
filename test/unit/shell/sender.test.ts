import { describe, expect, it } from 'vitest';
import { isOwnAddress } from '../../../electron/main/own-address.ts';
import { isOwnTopFrame } from '../../../electron/main/sender.ts';

describe('who speaks', () => {
  it('is heard as the top frame of a page of the app', () => {
    expect(isOwnTopFrame({ url: 'app://unstrand/', parent: null })).toBe(true);
    expect(isOwnTopFrame({ url: 'app://unstrand/index.html#/units', parent: null })).toBe(true);
  });

  it('is not heard from a frame within a page, from another page, or from a frame that is gone', () => {
    expect(isOwnTopFrame({ url: 'app://unstrand/', parent: {} })).toBe(false);
    for (const url of [
      'app://unstrand.example/',
      'app://unstrand',
      'app://other/',
      'https://unstrand/',
      'about:blank',
      '',
    ]) {
      expect(isOwnTopFrame({ url, parent: null }), url).toBe(false);
    }
    expect(isOwnTopFrame(null)).toBe(false);
    expect(isOwnTopFrame(undefined)).toBe(false);
  });
});

describe('what a page may load', () => {
  it.for([
    ['app://unstrand/assets/a.js', true],
    ['data:image/svg+xml,<svg/>', true],
    ['blob:app://unstrand/6f5c', true],
    ['blob:https://example.com/6f5c', false],
    ['https://example.com/', false],
    ['http://127.0.0.1:80/', false],
    ['file:///etc/passwd', false],
    ['app://other/', false],
    ['devtools://devtools/bundled/inspector.html', false],
    ['ws://127.0.0.1/', false],
    ['chrome-extension://abc/', false],
  ] as const)('%s: %s', ([url, may]) => {
    expect(isOwnAddress(url)).toBe(may);
  });
});
