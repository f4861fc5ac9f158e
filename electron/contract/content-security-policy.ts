/** Stands in the built page where every answer puts a fresh nonce. */
export const noncePlaceholder = '__CSP_NONCE__';

/**
 * The page's content security policy, for Electron and `serve` alike: nothing but its own files. React Aria adds two small
 * style elements, which is what the nonce is for; `serve` also names its own socket.
 */
export function contentSecurityPolicy(nonce: string, connect = "'none'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "font-src 'self'",
    `connect-src ${connect}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
