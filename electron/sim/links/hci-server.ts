import { createServer, type Socket } from 'node:net';
import { h4Reader } from '../ble/h4-reader.ts';
import { VirtualController, type VirtualControllerOptions } from '../ble/virtual-controller.ts';
import type { VirtualRadio } from '../ble/virtual-radio.ts';
import type { DeviceServer, ListenOptions } from './device-server.ts';
import { listen } from './listen.ts';

/**
 * Serves virtual Bluetooth controllers in H4 framing over TCP, one to each client, all in the same radio space: a foreign
 * host opens `tcp-client:127.0.0.1:PORT`, as Bumble calls it. Throws RecoveryError `port.busy` or `port.open-failed`.
 */
export async function serveHci(
  radio: VirtualRadio,
  { port = 0, host = '127.0.0.1', ...options }: ListenOptions & VirtualControllerOptions = {},
): Promise<DeviceServer> {
  const clients = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    clients.add(socket);
    socket.on('error', () => socket.destroy()); // a host may vanish at any time: `close` follows
    const controller = new VirtualController(radio, options);
    controller.onPacket((packet) => socket.writable && socket.write(packet));
    const read = h4Reader(
      (packet) => controller.receive(packet),
      () => socket.destroy(),
    );
    socket.on('data', (chunk) => read(new Uint8Array(chunk)));
    socket.on('close', () => {
      clients.delete(socket);
      controller.close();
    });
  });
  const boundPort = await listen(server, port, host);
  return {
    url: `tcp-client:${host}:${boundPort}`,
    async close() {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
