import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Clock, Deflate, Logger, Random } from '../core/interfaces/machine.ts';

/** This machine's clocks. `sleep` rejects with the signal's reason when it is aborted. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  },
};

/** Random bytes of the operating system. */
export const systemRandom: Random = {
  bytes: (length) => new Uint8Array(randomBytes(length)),
};

const deflateAsync = promisify<Uint8Array, { level: number }, Buffer>(deflate);

/** zlib at level 9 on the thread pool: a few hundred KiB compress while the link sends the block before. */
export const nativeDeflate: Deflate = {
  deflate: (data) => deflateAsync(data, { level: 9 }),
};

/** Where the log goes: nowhere unless asked for. */
export type LogTarget = 'off' | 'stderr' | { readonly file: string };

/**
 * A log of one JSON object a line. Byte arrays are written as their length, never as their content (DESIGN §5.7), and
 * a log that cannot be written never disturbs the job.
 */
export function createLogger(target: LogTarget, clock: Pick<Clock, 'now'> = systemClock): Logger {
  const write = openLog(target);
  const line =
    (level: string) =>
    (message: string, params: Readonly<Record<string, unknown>> = {}): void => {
      const time = new Date(clock.now()).toISOString();
      write(() => `${JSON.stringify({ time, level, message, ...params }, withoutContent)}\n`);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn') };
}

function openLog(target: LogTarget): (line: () => string) => void {
  if (target === 'off') return () => {};
  const stream =
    target === 'stderr'
      ? process.stderr
      : createWriteStream(target.file, { flags: 'a', mode: 0o600 }).on('error', ignore);
  return (line) => stream.write(line());
}

function ignore(): void {}

/** Node's Buffer turns itself into `{type: 'Buffer', data}` before a replacer sees it, so both forms are caught. */
function withoutContent(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (isSerializedBuffer(value)) return `<${value.data.length} bytes>`;
  return typeof value === 'bigint' ? value.toString() : value;
}

function isSerializedBuffer(value: unknown): value is { data: unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value &&
    Array.isArray(value.data)
  );
}
