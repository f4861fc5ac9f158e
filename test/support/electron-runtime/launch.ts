import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import type { Display } from './display.ts';

/** `nobody`: Chromium's sandbox is real only for a user who is not root. */
export const unprivileged = 65534;
const isRoot = process.getuid?.() === 0;

/** A folder that the unprivileged user may read; its `home` is theirs. Removed by the caller. */
export function appFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unstrand-app-'));
  chmodSync(folder, 0o755);
  const home = join(folder, 'home');
  mkdirSync(home);
  if (isRoot) chownSync(home, unprivileged, unprivileged);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** What an app is started with. */
export interface Launch {
  /** The program, the app being in its `resources/app` or `resources/app.asar`. */
  readonly executable: string;
  readonly display: Display;
  /** Folder of `appFolder`. */
  readonly folder: string;
  readonly args?: readonly string[];
}

/** Starts an app under Playwright with Chromium's sandbox on, as an unprivileged user. */
export function launchElectron(launch: Launch): Promise<ElectronApplication> {
  const { executable, folder, args = [] } = launch;
  return _electron.launch({
    executablePath: isRoot ? unprivilegedProgram(folder, executable) : executable,
    args: ['--disable-gpu', ...args],
    chromiumSandbox: true,
    env: environmentOf(launch),
    cwd: join(folder, 'home'),
    timeout: 60_000,
  });
}

/**
 * Starts the same app as a person does who has it open already, and waits for its end. Not under Playwright, which is
 * still busy with a program that ends at once.
 */
export async function startAgain(launch: Launch): Promise<void> {
  const { executable, folder, args = [] } = launch;
  const program = isRoot ? unprivilegedProgram(folder, executable) : executable;
  const child = spawn(program, ['--remote-debugging-port=0', '--disable-gpu', ...args], {
    env: environmentOf(launch),
    cwd: join(folder, 'home'),
    stdio: 'ignore',
  });
  await once(child, 'exit');
}

function environmentOf({ display, folder }: Launch): Record<string, string> {
  const home = join(folder, 'home');
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_RUNTIME_DIR: home,
    LANG: 'C.UTF-8',
    ...(display.name === undefined ? {} : { DISPLAY: display.name }),
  };
}

/** Playwright starts a program as the user it is itself: this one becomes the Electron, as nobody, with the same id. */
function unprivilegedProgram(folder: string, executable: string): string {
  const program = join(folder, 'electron.sh');
  const user = `--reuid=${unprivileged} --regid=${unprivileged} --clear-groups`;
  writeFileSync(program, `#!/bin/sh\nexec setpriv ${user} -- '${executable}' "$@"\n`, { mode: 0o755 });
  return program;
}
