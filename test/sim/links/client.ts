import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A TCP client that collects what it receives. */
export async function connectTo(url: string) {
  const { hostname, port } = new URL(url.replace(/^[a-z0-9]+:/, 'http:'));
  const socket = connect(Number(port), hostname);
  let received = Buffer.alloc(0);
  let wake = () => {};
  let closed = false;
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
    wake();
  });
  await once(socket, 'connect');
  const wait = async (condition: () => boolean) => {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    socket: socket as Socket,
    received: () => received,
    send: (...bytes: number[]) => socket.write(Uint8Array.from(bytes)),
    until: (length: number) => wait(() => received.length >= length || closed),
    untilClosed: () => wait(() => closed),
  };
}
