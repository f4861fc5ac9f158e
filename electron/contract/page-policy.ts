import { reportStyleSource } from '../core/records/report-html.ts';

/** Stands in the built page where every answer puts a fresh nonce. */
export const noncePlaceholder = '__CSP_NONCE__';

/** Where a page may send to: nowhere in Electron, the server that it came from under `serve`. */
export type PageReach = "'none'" | "'self'";

/**
 * Headers of every answer that a page is made of, for Electron and `serve` alike (ANCHORS §6.7). Reports are shown in a
 * frame without rights, which inherits this policy: hence `frame-src` and the hash of their style sheet.
 */
export function pageHeaders(nonce: string, reach: PageReach): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce, reach),
    'x-content-type-options': 'nosniff',
    // Not `no-referrer`: under that a browser sends a form without its origin, and the confirm page's answer is refused.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

/** Nothing but the page's own files. React Aria adds two small style elements, which is what the nonce is for. */
function contentSecurityPolicy(nonce: string, reach: PageReach): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}' ${reportStyleSource}`,
    "img-src 'self' data: blob:",
    'media-src data:',
    "font-src 'self'",
    `connect-src ${reach}`,
    'frame-src blob:',
    "object-src 'none'",
    "base-uri 'none'",
    `form-action ${reach}`,
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
