import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, onTestFinished } from 'vitest';
import type { TestCertificate } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Neither the machine's policy for old protocols nor its providers have a say. */
const env = { ...process.env, OPENSSL_CONF: process.platform === 'win32' ? 'NUL' : '/dev/null' };

/** A running `openssl s_server` that ends by itself after the connections it was started for. */
export interface OpensslServer {
  readonly port: number;
  /** Everything that it printed, `-trace` included, once it has ended. */
  readonly output: Promise<string>;
}

/** A `describe` for tests that need the openssl program: skipped with a banner where it is missing, required under CI=true. */
export function describeWithOpenssl(name: string, suite: () => void): void {
  if (hasOpenssl()) describe(name, suite);
  else if (process.env.CI === 'true') throw new Error(`${name}: openssl is missing under CI=true`);
  else {
    console.warn(`\n*** SKIPPED (1 suite): "${name}" needs the openssl program, 1.1.1 or newer, with -trace ***\n`);
    describe.skip(name, suite);
  }
}

function hasOpenssl(): boolean {
  try {
    return openssl('version').startsWith('OpenSSL ');
  } catch {
    return false;
  }
}

/** Runs openssl; gives what it printed. */
export function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Arguments that make a server present this certificate and then these, in this order and nothing else. */
export function presenting(leaf: TestCertificate, chain: readonly TestCertificate[], prefix = ''): string[] {
  const folder = temporaryFolder();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const key = leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return [
    ...[`-${prefix}cert`, file('leaf.pem', leaf.pem)],
    ...[`-${prefix}key`, file('key.pem', key)],
    ...(chain.length > 0 ? [`-${prefix}cert_chain`, file('chain.pem', chain.map(({ pem }) => pem).join(''))] : []),
  ];
}

/** Starts a server for one connection. */
export async function startOpenssl(...args: readonly string[]): Promise<OpensslServer> {
  const fixed = ['s_server', '-accept', '127.0.0.1:0', '-naccept', '1', '-trace'];
  const server = spawn('openssl', [...fixed, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void server.kill());
  let text = '';
  const collect = (chunk: Buffer) => {
    text += chunk.toString('latin1');
  };
  server.stdout.on('data', collect);
  server.stderr.on('data', collect);
  const output = new Promise<string>((resolve) => server.on('close', () => resolve(text)));
  return { port: await portOf(server, output), output };
}

async function portOf(server: ChildProcess, output: Promise<string>): Promise<number> {
  let text = '';
  const listening = new Promise<number>((resolve) => {
    server.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const port = /ACCEPT .*:(\d+)\r?\n/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
  const port = await Promise.race([listening, output]);
  if (typeof port === 'string') throw new Error(`openssl did not listen:\n${port}`);
  return port;
}
