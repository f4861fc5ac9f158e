import { createServer, type Server, type Socket } from 'node:net';

/** A server on the loopback that does with each connection what a test wants. */
export interface RawServer {
  readonly port: number;
  /** Bytes that its connections took from it, and that clients sent to it. */
  readonly sockets: readonly Socket[];
  close(): Promise<void>;
}

export async function startRawServer(onConnection: (socket: Socket) => void): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {}); // clients hang up in the middle
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: portOf(server), sockets, close: () => closeAll(server, sockets) };
}

/** Writes the same bytes as fast as they are taken, at most `total` of them. */
export function flood(socket: Socket, bytes: Uint8Array, total: number): void {
  const more = (): void => {
    while (socket.bytesWritten < total && !socket.destroyed) {
      if (!socket.write(bytes)) return void socket.once('drain', more);
    }
  };
  more();
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

async function closeAll(server: Server, sockets: readonly Socket[]): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
