import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

export interface ServeChoice {
  /** Virtual units that are plugged in from the start. Default: the seed unit. */
  readonly units?: readonly string[];
  /** `paced` as boards are; for what takes time on purpose. Default: `instant`. */
  readonly pace?: 'paced' | 'instant';
}

/** `unstrand serve --sim` as its own process, with a data folder of its own. */
export interface ServeProcess {
  /** With the token, as printed. */
  readonly url: string;
  /** Ends it as Ctrl-C does. */
  end(): Promise<void>;
}

/** Resolves when the address was printed. Throws what the command said where it ended before. */
export async function startServe({ units = ['seed'], pace = 'instant' }: ServeChoice = {}): Promise<ServeProcess> {
  const home = mkdtempSync(join(tmpdir(), 'unstrand-serve-'));
  const fast = pace === 'instant' ? ['--fast'] : [];
  const server = spawn(
    process.execPath,
    ['electron/cli/main.ts', 'serve', '--json', '--sim', units.join(',') || ',', ...fast],
    { env: { ...process.env, UNSTRAND_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const exit = once(server, 'exit');
  const line = once(createInterface({ input: server.stdout }), 'line');
  const [first] = await Promise.race([line, exit.then(() => [])]);
  if (typeof first !== 'string') throw new Error(`serve ended: ${said}`);
  const { url }: { readonly url: string } = JSON.parse(first);
  return {
    url,
    async end() {
      server.kill('SIGINT');
      await exit;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
