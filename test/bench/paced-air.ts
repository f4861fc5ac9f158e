import { connect, createServer, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Transform, type TransformCallback } from 'node:stream';

/** A radio channel that both sides share: whoever sends keeps it busy. */
export interface Air {
  readonly bitsPerSecond: number;
  /** From the last bit sent to the other program, one way, milliseconds. */
  readonly latencyMs: number;
}

/** A TCP connection over such a channel. */
export interface PacedServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Stands between a client and the server at `url` and lets bytes through as fast as the air carries them. */
export async function throughAir(url: string, air: Air): Promise<PacedServer> {
  const target = new URL(url);
  const channel = { freeAtMs: 0 };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const unit = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    client.setNoDelay(true);
    for (const socket of [client, unit]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        unit.destroy();
      });
    }
    client.pipe(paced(channel, air)).pipe(unit);
    unit.pipe(paced(channel, air)).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One direction: a piece waits until the channel is free, takes its time, and arrives after the latency. */
function paced(channel: { freeAtMs: number }, { bitsPerSecond, latencyMs }: Air): Transform {
  return new Transform({
    transform(piece: Buffer, _encoding, done: TransformCallback) {
      const now = performance.now();
      channel.freeAtMs = Math.max(now, channel.freeAtMs) + (piece.length * 8000) / bitsPerSecond;
      setTimeout(() => done(null, piece), channel.freeAtMs + latencyMs - now);
    },
  });
}
