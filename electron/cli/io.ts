import type { Readable, Writable } from 'node:stream';
import type { Radio } from '../host/channel/radio.ts';

/** What a command sees of the process around it; tests give their own. */
export interface CliIo {
  /** For commands that read what is piped in; the process's own where absent. */
  readonly stdin?: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Units without a cable are reached by it; this machine's own where absent. */
  readonly radio?: Radio;
  /** Aborted by Ctrl-C: the running step stops at the next block, the journal knows where. */
  readonly signal: AbortSignal;
}

/** The real process; the first Ctrl-C stops cleanly, the second kills. */
export function processIo(): CliIo {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreGoneReader);
  return { stdout: process.stdout, stderr: process.stderr, env: process.env, signal: abort.signal };
}

/** Whoever read along has left, as `| head` does. The work goes on: it may be writing to a unit. */
function ignoreGoneReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
}
