import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { contentSecurityPolicy, noncePlaceholder } from '../contract/content-security-policy.ts';

export const appScheme = 'app';
export const appOrigin = 'app://unstrand';

/** What the page is made of. A file of another kind is not served, whatever lies in the folder. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
};

/** What the handler reads of a request. */
export interface AppRequest {
  readonly method: string;
  readonly url: string;
}

/** Answers one request on `app://unstrand` from the folder of the built page: GET only, never a file outside of it. */
export async function answerAppRequest(root: string, request: AppRequest): Promise<Response> {
  if (request.method !== 'GET') return refusal(405);
  const path = resolveAppPath(root, request.url);
  const type = path === undefined ? undefined : types[extname(path)];
  if (path === undefined || type === undefined) return refusal(404);
  const content = await readFile(path).catch(() => undefined);
  if (content === undefined) return refusal(404);
  const nonce = randomBytes(18).toString('base64url');
  const body = extname(path) === '.html' ? content.toString('utf8').replaceAll(noncePlaceholder, nonce) : content;
  return new Response(body, { headers: { ...guards(nonce), 'content-type': type } });
}

/**
 * The file that an address of the app names, or nothing where it is not a plain path below the folder. Decoded once,
 * then resolved, then compared: a path that climbs is refused even where it would come back.
 */
export function resolveAppPath(root: string, address: string): string | undefined {
  if (!address.startsWith(`${appOrigin}/`)) return undefined;
  const path = decoded((address.slice(appOrigin.length).split(/[?#]/, 1)[0] ?? '/').replace(/^\/$/, '/index.html'));
  // A backslash separates and a colon names a drive or a stream on Windows; NUL ends a string in C.
  if (path === undefined || /[\\:\0]/.test(path)) return undefined;
  if (path.split('/').some((part) => part === '.' || part === '..')) return undefined;
  const folder = resolve(root);
  const file = resolve(folder, `.${path}`);
  return file.startsWith(folder + sep) ? file : undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: guards('') });
}

function guards(nonce: string): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}
