/**
 * A URL without user info, query and fragment: what may stand in facts, records and reports (DESIGN §5.7). Works on text
 * that no URL parser accepts, because it comes from flash and logs.
 */
export function redactUrl(url: string): string {
  const [beforeQuery = ''] = url.split(/[?#]/, 1);
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(beforeQuery)?.[0] ?? '';
  const rest = beforeQuery.slice(scheme.length);
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  return scheme + rest.slice(authority.lastIndexOf('@') + 1);
}
