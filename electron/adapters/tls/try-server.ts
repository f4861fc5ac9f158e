import { constants } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

export interface TryServerOptions {
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly context: SecureContext;
  /** Most payload bytes of a TLS record, 512 to 16384; absent = the largest. */
  readonly recordBytes?: number | undefined;
  /** What every request gets. */
  readonly file: Uint8Array;
  onEvent(event: TryEvent): void;
}

/** What happened on the line. All text in it but the peer's address is the client's own. */
export type TryEvent =
  | { readonly kind: 'handshake'; readonly peer: string; readonly name: string; readonly suite: string }
  | { readonly kind: 'refused'; readonly peer: string; readonly name: string; readonly reason: string }
  | {
      readonly kind: 'request';
      readonly peer: string;
      readonly method: string;
      readonly path: string;
      /** Whether all of the answer was handed to the network before the client hung up. */
      readonly whole: boolean;
    };

export interface TryServer {
  readonly port: number;
  close(): Promise<void>;
}

/** No client keeps a connection for longer than this without a byte. */
const idleMs = 60_000;

/**
 * A server's secrets: TLS 1.2 only, with exactly this chain in this order. No root list is given, or OpenSSL would
 * complete a lone certificate from it; old suites and hashes are taken, because it is the unit that is tried.
 */
export function tryContext(chain: string, key: string): SecureContext {
  return createSecureContext({
    cert: chain,
    key,
    ca: [],
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    ciphers: 'ALL:!aNULL:!eNULL:@SECLEVEL=0',
    dhparam: 'auto',
    secureOptions: constants.SSL_OP_NO_TICKET, // or a unit that comes back would not look at the certificates again
  });
}

/** Answers each request with the whole file: 200, Content-Length, no redirect. Throws `try.cannot-listen`. */
export async function startTryServer(options: TryServerOptions): Promise<TryServer> {
  const sockets = new Set<Socket>();
  const http = createHttpServer((request, response) => answer(request, response, options));
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    secure(socket, options, (secured) => void http.emit('connection', secured));
  });
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server, { address, port }: TryServerOptions): Promise<void> {
  server.listen(port, address);
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw new RecoveryError('try.cannot-listen', { address, port, reason: cause.code ?? '' }, { cause });
  });
}

/** The record size must be known before the handshake, whose certificates are what is to be cut. */
function secure(socket: Socket, options: TryServerOptions, onSecure: (secured: TLSSocket) => void): void {
  const { context, recordBytes, onEvent } = options;
  const peer = socket.remoteAddress ?? '';
  const secured = new TLSSocket(socket, { isServer: true, secureContext: context });
  if (recordBytes !== undefined) secured.setMaxSendFragment(recordBytes);
  let reason: string | undefined = 'closed';
  secured.setTimeout(idleMs, () => secured.destroy());
  secured.on('secure', () => {
    reason = undefined;
    onEvent({ kind: 'handshake', peer, name: nameOf(secured), suite: secured.getCipher().standardName });
    onSecure(secured);
  });
  secured.on('error', (error: NodeJS.ErrnoException) => {
    if (reason !== undefined) reason = error.code ?? error.message;
  });
  secured.on('close', () => {
    if (reason !== undefined) onEvent({ kind: 'refused', peer, name: nameOf(secured), reason });
  });
}

function nameOf(secured: TLSSocket & { readonly servername?: string | false | null }): string {
  return secured.servername || '';
}

function answer(
  { method = '', url = '', socket }: IncomingMessage,
  response: ServerResponse,
  options: TryServerOptions,
) {
  const peer = socket.remoteAddress ?? '';
  response.on('close', () => {
    options.onEvent({ kind: 'request', peer, method, path: url, whole: response.writableFinished });
  });
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': options.file.length });
  response.end(method === 'HEAD' ? undefined : options.file);
}
