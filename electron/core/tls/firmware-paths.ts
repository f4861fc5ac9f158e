import type { ServerProbe } from './server-probe.ts';

const maxPaths = 4;

/**
 * Paths on the probed server under which the unit's firmware fetches images, by the URLs found in it (`TrustFacts.urls`).
 * Only `.bin` files: to ask for other URLs of a device's service may set something off. Format strings are no paths. A
 * probe that went elsewhere than the name leads stands for the name's server, so its port need not be the URL's.
 */
export function firmwarePaths(
  urls: readonly string[],
  { host, port, address }: Pick<ServerProbe, 'host' | 'port' | 'address'>,
): readonly string[] {
  const paths = urls.flatMap((text) => {
    const url = parseUrl(text);
    if (url?.protocol !== 'https:' || url.hostname !== host.toLowerCase()) return [];
    const isAsked = address !== undefined || Number(url.port || 443) === port;
    return isAsked && isImagePath(url.pathname) ? [url.pathname] : [];
  });
  return [...new Set(paths)].slice(0, maxPaths);
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isImagePath(path: string): boolean {
  return /\.bin$/i.test(path) && !/%(?![\da-f]{2})/i.test(path);
}
