import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A screen to draw on. */
export interface Display {
  /** Value of DISPLAY. */
  readonly name: string | undefined;
  close(): Promise<void>;
}

/** A virtual X server of its own on Linux (nothing flashes up, no window manager moves anything); elsewhere the real screen. */
export async function openDisplay(): Promise<Display> {
  if (process.platform !== 'linux') return { name: undefined, close: async () => {} };
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-ac'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(server, 'spawn');
  const [number]: unknown[] = await once(server.stdout, 'data');
  return { name: `:${String(number).trim()}`, close: () => end(server) };
}

async function end(server: ChildProcess): Promise<void> {
  const exited = once(server, 'exit');
  server.kill();
  await exited;
}
