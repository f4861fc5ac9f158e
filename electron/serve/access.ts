import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may talk to this server: the one browser that came with the token, from the server's own page. */
export interface Access {
  /** Part of the address that is printed; good for one exchange. */
  readonly token: string;
  /** What a person types to agree to something: the end of the token, which no page ever sees. */
  readonly secret: string;
  /** Spends the token: the cookie for it, or undefined where it is wrong or spent. */
  exchange(token: string): string | undefined;
  /** The request names this server (a page that rebinds a name of its own to 127.0.0.1 does not), and holds the cookie. */
  isAllowed(request: IncomingMessage, port: number): boolean;
  /** The same, and the request was made by this server's own page. */
  isFromPage(request: IncomingMessage, port: number): boolean;
}

const secretLength = 8;

export function createAccess(): Access {
  const token = randomBytes(24).toString('hex');
  const session = randomBytes(32).toString('hex');
  let spent = false;

  const hasHost = ({ headers }: IncomingMessage, port: number) => headers.host === `127.0.0.1:${port}`;
  const isAllowed = (request: IncomingMessage, port: number) =>
    hasHost(request, port) && isSame(cookieOf(request, port), session);
  return {
    token,
    secret: token.slice(-secretLength),
    exchange(given) {
      if (spent || !isSame(given, token)) return undefined;
      spent = true;
      return session;
    },
    isAllowed,
    isFromPage: (request, port) => isAllowed(request, port) && request.headers.origin === `http://127.0.0.1:${port}`,
  };
}

/** Cookies are shared by all ports of a host, so the name has the port in it. */
export function cookieHeader(session: string, port: number): string {
  return `${cookieName(port)}=${session}; Path=/; HttpOnly; SameSite=Strict`;
}

function cookieName(port: number): string {
  return `unstrand_${port}`;
}

function cookieOf({ headers }: IncomingMessage, port: number): string {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const start = `${cookieName(port)}=`;
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length) ?? '';
}

/** Takes the same time wherever the two differ. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
