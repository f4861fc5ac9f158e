import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Random } from '../../core/interfaces/machine.ts';
import type { FirmwareStyle } from '../provisioning/firmware-style.ts';
import type { EndpointServer } from '../provisioning/in-process-transport.ts';
import type { DeviceServer, ListenOptions } from './device-server.ts';
import { HttpSession } from './http-session.ts';
import { listen } from './listen.ts';

export interface SoftApServerOptions extends ListenOptions {
  /** How the firmware knows a conversation. Default `cookie`. */
  readonly httpSession?: FirmwareStyle['httpSession'];
  readonly random: Random;
}

const maxBody = 4096;

/**
 * Serves a virtual unit as its own access point would, over real HTTP on this machine: one connection, of which a new one
 * ends the last; `POST /<endpoint>`, bodies of 1 to 4096 bytes; whatever fails drops the connection without a status
 * (PROTOCOLS §1.4). Throws RecoveryError `port.busy` or `port.open-failed`.
 */
export async function serveSoftAp(device: EndpointServer, options: SoftApServerOptions): Promise<DeviceServer> {
  const { port = 0, host = '127.0.0.1', httpSession = 'cookie', random } = options;
  const session = new HttpSession(device, httpSession, random);
  let client: Socket | undefined;
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    answer(device, session, request, response).catch(() => request.socket.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('connection', (socket) => {
    client?.destroy();
    client = socket;
    socket.on('close', () => session.connectionEnded(socket));
  });
  const boundPort = await listen(server, port, host);
  return {
    url: `http://${host}:${boundPort}`,
    async close() {
      client?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Rejects where the firmware would drop the connection. */
async function answer(
  device: EndpointServer,
  session: HttpSession,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, endpoint] = /^\/([A-Za-z0-9_/-]{1,63})$/.exec(request.url ?? '') ?? [];
  if (request.method !== 'POST' || endpoint === undefined) throw new Error('no endpoint');
  const body = await bodyOf(request);
  const setCookie = session.enter(request.socket, request.headers.cookie);
  const content = await device.handle(endpoint, body);
  const headers = { 'Content-Type': 'text/html', 'Content-Length': content.length };
  response.writeHead(200, setCookie === undefined ? headers : { ...headers, 'Set-Cookie': setCookie });
  response.end(content);
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request) {
    if (!(part instanceof Uint8Array)) throw new Error('text');
    length += part.length;
    if (length > maxBody) throw new Error('body too long');
    parts.push(part);
  }
  if (length === 0) throw new Error('no body');
  return new Uint8Array(Buffer.concat(parts));
}
