import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build, type Configuration, Platform } from 'electron-builder';
import { load } from 'js-yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { configuredFuses, type FuseName, fuseOf } from '../../../resources/release/fuses.ts';
import { buildApp } from '../../support/electron-runtime/build-app.ts';
import { describeInElectron } from '../../support/electron-runtime/describe-electron.ts';
import { type Display, openDisplay } from '../../support/electron-runtime/display.ts';
import type { ElectronRuntime } from '../../support/electron-runtime/find-runtime.ts';
import { appFolder, removeFolder, unprivileged } from '../../support/electron-runtime/launch.ts';

const execute = promisify(execFile);
const parts = {
  host: 'electron/host/app/process.ts',
  helpers: { 'ble-helper': 'electron/host/ble/ble-process.ts' },
  page: 'renderer',
  builtIns: true,
};

await describeInElectron('the packed app', (runtime) => {
  let folder: string;
  let packed: string;
  beforeAll(async () => {
    folder = appFolder();
    packed = await packApp(runtime, folder);
  }, 300_000);
  afterAll(() => removeFolder(folder));

  it('has every fuse that this Electron has as it is configured', async () => {
    const wire: Readonly<Record<number, number | undefined>> = {
      ...(await getCurrentFuseWire(join(packed, 'unstrand'))),
    };
    const wanted = configuredFuses();
    const there = (Object.keys(fuseOf) as FuseName[]).filter((fuse) => wire[fuseOf[fuse]] !== undefined);
    expect(there.length).toBeGreaterThanOrEqual(7);
    for (const fuse of there) expect(wire[fuseOf[fuse]], fuse).toBe((wanted[fuse] ? '1' : '0').charCodeAt(0));
    expect(wire[FuseV1Options.RunAsNode]).toBe('0'.charCodeAt(0));
  });

  it('holds no test, no source and no secret', () => {
    const archive = join(packed, 'resources', 'app.asar');
    const files = listPackage(archive, { isPack: false });
    expect(files).toContain('/out/main/main.js');
    expect(files.filter((file) => file.startsWith('/resources/locales/en/')).length).toBeGreaterThan(10);
    expect(files.filter((file) => /\.(?:ts|tsx|mts|cts)$/.test(file))).toEqual([]);
    expect(files.filter((file) => /(?:^|\/)(?:test|tests|__tests__|corpus|\.git|\.ci)(?:\/|$)/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.(?:env|key|p12|pfx)$|private/i.test(file))).toEqual([]);
    expect(readFileSync(archive).includes('BEGIN PRIVATE KEY')).toBe(false);
  });

  it('holds the Bluetooth helper and its libraries under the seal, their native parts beside it', () => {
    const listed = listPackage(join(packed, 'resources', 'app.asar'), { isPack: true });
    const files = listed.map((line) => /^(pack|unpack)\s*:\s*(.*)$/.exec(line)?.slice(1) ?? []);
    const placeOf = (file: string) => files.find(([, name]) => name === file)?.[0];
    expect(placeOf('/out/main/ble-helper.js')).toBe('pack');
    expect(placeOf('/node_modules/@abandonware/noble/lib/hci-socket/bindings.js')).toBe('pack');
    expect(placeOf('/node_modules/@stoprocent/noble/lib/dbus/bindings.js')).toBe('pack');
    expect(placeOf('/node_modules/@stoprocent/bluetooth-hci-socket/index.js')).toBe('pack');
    const native = files.filter(([, name = '']) => name.endsWith('.node'));
    expect(native.filter(([, name = '']) => name.includes('bluetooth-hci-socket')).length).toBeGreaterThan(0);
    expect(native.filter(([place]) => place !== 'unpack')).toEqual([]);
  });

  it('starts, sandboxed, with its native modules and a device host that answers', async () => {
    const display = await openDisplay();
    const running = await startPacked(join(packed, 'unstrand'), folder, display);
    try {
      await expect.poll(() => running.evaluate(areas), { timeout: 60_000 }).toBeGreaterThan(3);
      await expect.poll(() => running.evaluate(heading), { timeout: 60_000 }).toBeGreaterThan(0);
      expect(await running.evaluate('location.href')).toMatch(/^app:\/\/unstrand\//);
      // The host lists ports through the native module; where that did not load, the page would say so.
      expect(await running.evaluate("document.querySelectorAll('[role=alert]').length")).toBe(0);
    } finally {
      await running.end();
      await display.close();
    }
  });
});

/** Packs as `npm run package -- --dir` does, around the Electron that runs here. Gives the unpacked folder. */
async function packApp(runtime: ElectronRuntime, folder: string): Promise<string> {
  const app = join(folder, 'source');
  await buildApp(app, parts);
  const { electronFuses, linux, ...shipped } = load(readFileSync('electron-builder.yml', 'utf8')) as Configuration;
  const { version, fuses } = await whatRuns(runtime);
  const electronDist = await genericRuntime(runtime, folder);
  await build({
    projectDir: app,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      ...shipped,
      publish: null,
      linux: { ...linux, icon: join(process.cwd(), 'resources/icons/png') },
      icon: join(process.cwd(), 'resources/icons/png/1024x1024.png'),
      directories: { output: join(folder, 'packed') },
      electronDist,
      electronVersion: version,
      // A fuse that this Electron does not have cannot be flipped: electron-builder would give up.
      electronFuses: Object.fromEntries(Object.entries(electronFuses ?? {}).filter(([name]) => fuses.has(name))),
    },
  });
  return join(folder, 'packed', 'linux-unpacked');
}

async function whatRuns({ executable }: ElectronRuntime) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { stdout } = await execute(executable, ['-p', 'process.versions.electron'], { env });
  const wire: Readonly<Record<number, unknown>> = { ...(await getCurrentFuseWire(executable)) };
  const fuses = new Set(Object.entries(fuseOf).flatMap(([name, fuse]) => (wire[fuse] === undefined ? [] : [name])));
  return { version: stdout.trim(), fuses };
}

/** The runtime under the names that electron-builder looks for: the one from a wheel is called as its app. Linked, not copied. */
async function genericRuntime({ executable, folder: from }: ElectronRuntime, folder: string): Promise<string> {
  const to = join(folder, 'runtime');
  await execute('cp', ['-al', from, to]).catch(() => execute('cp', ['-a', from, to]));
  await rename(join(to, basename(executable)), join(to, 'electron'));
  return to;
}

const areas = "document.querySelectorAll('nav a').length";
const heading = "document.querySelectorAll('main h1, [role=dialog]').length";

interface Running {
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  end(): Promise<void>;
}

/**
 * Without the fuse for Node's inspector Playwright cannot start it: it is started as a person does, and its page is asked
 * over Chromium's own protocol.
 */
async function startPacked(program: string, folder: string, display: Display): Promise<Running> {
  const home = join(folder, 'home');
  const asNobody = ['setpriv', `--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups', '--'];
  const command = [
    ...(process.getuid?.() === 0 ? asNobody : []),
    program,
    '--disable-gpu',
    '--remote-debugging-port=0',
  ];
  const [first = program, ...args] = command;
  const child = spawn(first, args, {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'packed'),
      XDG_RUNTIME_DIR: home,
      DISPLAY: display.name,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { host } = new URL(await debuggingAddress(child));
  const socket = new WebSocket(await pageAddress(host));
  await once(socket, 'open');
  let last = 0;
  return {
    evaluate(expression) {
      const id = ++last;
      return new Promise((resolve) => {
        const hear = (data: unknown) => {
          const reply = JSON.parse(String(data));
          if (reply.id !== id) return;
          socket.off('message', hear);
          resolve(reply.result?.result?.value);
        };
        socket.on('message', hear);
        socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression } }));
      });
    },
    async end() {
      socket.close();
      child.kill();
      await once(child, 'exit');
    },
  };
}

/** The window comes a moment after the browser. */
async function pageAddress(host: string): Promise<string> {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const targets = (await (await fetch(`http://${host}/json/list`)).json()) as readonly Target[];
    const page = targets.find(({ type, url }) => type === 'page' && url.startsWith('app://'));
    if (page !== undefined) return page.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('no window of the app');
}

interface Target {
  readonly type: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

function debuggingAddress(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  if (child.stderr === null) throw new Error('no stderr');
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    const [, address] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (address !== undefined) resolve(address);
  });
  child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said.join('\n')}`)));
  return promise;
}
