import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'unstrand-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** What npm tells its scripts would make a npm inside of them work on the outer package. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
const execute = promisify(execFile);

async function npm(cwd: string, ...args: string[]): Promise<string> {
  const shell = process.platform === 'win32';
  const { stdout } = await execute(shell ? 'npm.cmd' : 'npm', args, { cwd, env, shell, maxBuffer: 16 << 20 });
  return stdout;
}

/** The command as the package's users get it, with plain Node and their own data folder. */
async function unstrand(...args: string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const main = join(folder, 'node_modules', 'unstrand', 'dist', 'cli', 'main.js');
  const surroundings = { PATH: process.env.PATH, UNSTRAND_HOME: join(folder, 'home') };
  return execute(process.execPath, [main, ...args], { cwd: folder, env: surroundings });
}

/**
 * Installs what the lockfile names for users, and the package. `npm ci` takes from npm's cache by hash what the
 * checkout was installed from, so that this needs no network where the checkout needed none.
 */
async function install(tarball: string): Promise<void> {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const root = { name: 'consumer', version: '1.0.0', dependencies: { unstrand: `file:${tarball}` } };
  const { dependencies, bin, engines, license, version } = manifest;
  const own = { version, resolved: `file:${tarball}`, license, dependencies, bin, engines };
  const needed = Object.entries<{ dev?: boolean; link?: boolean }>(lock.packages).filter(
    ([path, { dev, link }]) => path.startsWith('node_modules/') && dev !== true && link !== true,
  );
  const packages = { '': root, 'node_modules/unstrand': own, ...Object.fromEntries(needed) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: 'consumer', lockfileVersion: 3, requires: true, packages }),
  );
  await npm(folder, 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts');
}

let packed: Packed | undefined;

beforeAll(async () => {
  const [first]: Packed[] = JSON.parse(await npm(process.cwd(), 'pack', '--json', '--pack-destination', folder));
  if (first === undefined) throw new Error('nothing was packed');
  packed = first;
  await install(first.filename);
});

describe('the npm package', () => {
  it('holds the compiled program and its texts, and neither sources nor tests', () => {
    const paths = packed?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/cli/main.js', 'dist/renderer/index.html']),
    );
    expect(paths).toContain('resources/locales/en/cli.json');
    expect(paths.filter((path) => path.endsWith('.ts') || path.startsWith('test/'))).toEqual([]);
  });

  it('starts from where it is installed', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect((await unstrand('--version')).stdout).toBe(`${version}\n`);
    expect((await unstrand('--help')).stdout).toContain('unstrand recover --release fix.unstrand');
    expect((await unstrand('ports', '--json')).stdout).toContain('"schema":1');
  });

  it('serves the app', async () => {
    const main = join(folder, 'node_modules', 'unstrand', 'dist', 'cli', 'main.js');
    const surroundings = { PATH: process.env.PATH, UNSTRAND_HOME: join(folder, 'served') };
    const server = spawn(process.execPath, [main, 'serve', '--sim', '--json'], { cwd: folder, env: surroundings });
    const [line] = await once(createInterface({ input: server.stdout }), 'line');
    const response = await fetch(JSON.parse(line).url, { redirect: 'manual' });
    expect(response.status).toBe(303);
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
  });

  it('has its command where npm puts commands', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await npm(folder, 'exec', '--offline', '--', 'unstrand', '--version')).toBe(`${version}\n`);
  });

  it('finds its texts and its simulated units', async () => {
    const { stdout, stderr } = await unstrand('inspect', '--port', 'sim:seed', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      simulated: true,
      layout: { runningSlot: { known: true, value: 'ota_0' } },
    });
    expect(stderr).toContain('Trusts 1 certificate authority');
  });
});
