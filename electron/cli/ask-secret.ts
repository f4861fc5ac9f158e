import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { readStreamCapped } from '../host/read-stream.ts';
import type { CliContext } from './context.ts';

const maxBytes = 4096;

/** A secret that is typed without being shown, or the first line of what is piped in. */
export async function askSecret(question: string, { io, progress }: CliContext): Promise<string> {
  const stdin = io.stdin ?? process.stdin;
  if (!('isTTY' in stdin) || stdin.isTTY !== true) {
    const text = new TextDecoder().decode(await readStreamCapped(stdin, maxBytes, 'stdin'));
    return text.split(/\r?\n/)[0] ?? '';
  }
  progress.end();
  io.stderr.write(question);
  // What is typed would be shown on the output of the prompt: it has one that shows nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: stdin, output: nowhere, terminal: true });
  try {
    return await prompt.question('', { signal: io.signal });
  } finally {
    prompt.close();
    io.stderr.write('\n');
  }
}
