/** The head of an HTTP answer to the firmware's URL, as far as a unit's update depends on it. */
export interface HttpHead {
  readonly status: number;
  /** Where a redirect leads; without path and query, which may hold credentials. */
  readonly location: HttpPlace | undefined;
}

export interface HttpPlace {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
}

const ports = { http: 80, https: 443 } as const;

/** The place that a Location header names, relative to the URL asked for; undefined where it is none of HTTP's. */
export function parseLocation(location: string, base: string): HttpPlace | undefined {
  try {
    const { protocol, hostname, port } = new URL(location, base);
    const scheme = protocol.slice(0, -1);
    if (scheme !== 'http' && scheme !== 'https') return undefined;
    return { scheme, host: hostname, port: port === '' ? ports[scheme] : Number(port) };
  } catch {
    return undefined;
  }
}
