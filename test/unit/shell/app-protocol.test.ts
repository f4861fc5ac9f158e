import { mkdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerAppRequest, resolveAppPath } from '../../../electron/main/app-protocol.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A built page beside what must never be served. */
function builtPage(): string {
  const folder = temporaryFolder();
  const root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.json'), '{"secret":true}');
  mkdirSync(join(folder, 'renderer-other'));
  writeFileSync(join(folder, 'renderer-other', 'page.js'), 'secret');
  writeFileSync(join(root, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__"><p>page</p>');
  writeFileSync(join(root, 'assets', 'main-1.js'), 'code("__CSP_NONCE__")');
  writeFileSync(join(root, 'assets', 'key.pem'), 'secret');
  return root;
}

function get(root: string, url: string, method = 'GET'): Promise<Response> {
  return answerAppRequest(root, { method, url });
}

const climbing = [
  'app://unstrand/../secret.json',
  'app://unstrand/%2e%2e/secret.json',
  'app://unstrand/%2E%2E%2Fsecret.json',
  'app://unstrand/..%2fsecret.json',
  'app://unstrand/..%5csecret.json',
  'app://unstrand/..\\secret.json',
  'app://unstrand/assets/../../secret.json',
  'app://unstrand/assets/%2e%2e/%2e%2e/secret.json',
  'app://unstrand/assets/../index.html',
  'app://unstrand/./index.html',
  'app://unstrand/%252e%252e%252fsecret.json',
  'app://unstrand//etc/passwd',
  'app://unstrand/%2fetc%2fpasswd',
  'app://unstrand/../renderer-other/page.js',
  'app://unstrand/C:/secret.json',
  'app://unstrand/index.html::$DATA',
  'app://unstrand/index.html%00.js',
  'app://unstrand/%c0%ae%c0%ae/secret.json',
  'app://unstrand/%ff',
  'app://unstrand/%',
  'app://other/index.html',
  'app://unstrand.example/index.html',
  'app://unstrand:1/index.html',
  'app://user@unstrand/index.html',
  'app:///index.html',
  'file:///etc/passwd',
  'https://unstrand/index.html',
  'app://unstrand',
  '',
];

describe('app://', () => {
  it('serves the page with its policy, and a nonce that is another one every time', async () => {
    const root = builtPage();
    const [first, second] = [await get(root, 'app://unstrand/'), await get(root, 'app://unstrand/index.html?a#b')];
    expect([first.status, second.status]).toEqual([200, 200]);
    const nonces = await Promise.all(
      [first, second].map(async (response) => {
        const nonce = /'nonce-([\w-]{24})'/.exec(response.headers.get('content-security-policy') ?? '')?.[1];
        expect(await response.text()).toBe(`<meta property="csp-nonce" nonce="${nonce}"><p>page</p>`);
        return nonce;
      }),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(
      first.headers
        .get('content-security-policy')
        ?.replace(/'nonce-[^']+'/, 'NONCE')
        .replace(/'sha256-[^']+'/, 'REPORT'),
    ).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' NONCE REPORT; img-src 'self' data: blob:; media-src data:; " +
        "font-src 'self'; connect-src 'none'; frame-src blob:; object-src 'none'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves its files with their type, as they are', async () => {
    const response = await get(builtPage(), 'app://unstrand/assets/main-1.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await response.text()).toBe('code("__CSP_NONCE__")');
  });

  it.for(climbing)('serves nothing for %j', async (url) => {
    const response = await get(builtPage(), url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  it('serves no file of a kind that no page is made of, no folder, nothing that is not there', async () => {
    const root = builtPage();
    for (const path of ['assets/key.pem', 'assets', 'assets/', 'nothing.js', 'index']) {
      expect((await get(root, `app://unstrand/${path}`)).status, path).toBe(404);
    }
  });

  it.for(['POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'get'])('answers GET only, not %s', async (method) => {
    expect((await get(builtPage(), 'app://unstrand/', method)).status).toBe(405);
  });

  it('never leaves its folder, whatever the address', () => {
    const root = join(sep, 'page');
    const piece = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', '%5c', '%00', 'a', '%25', ':', '//', '?', '#');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = resolveAppPath(root, `app://unstrand/${pieces.join('')}`);
        expect(path === undefined || path.startsWith(root + sep)).toBe(true);
      }),
    );
  });
});
