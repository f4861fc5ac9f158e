import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ipcLane } from './ipc-lane.ts';
import type { BleHelper } from './remote-central.ts';

/** The program beside this file, in the language that this file is in. */
const ownProgram = fileURLToPath(new URL(`./ble-process${extname(import.meta.url)}`, import.meta.url));

/**
 * Starts the Bluetooth process as a child of this one: for the command line and `serve`. Its console is nobody's, since the
 * libraries print on it. It ends with this process, whatever way that goes.
 */
export async function childHelper(onEnd: () => void, program: string = ownProgram): Promise<BleHelper> {
  const child = fork(program, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  let isOver = false;
  const over = (): void => {
    if (!isOver) onEnd();
    isOver = true;
  };
  child.once('exit', over);
  child.once('error', over);
  return { lane: ipcLane(child), end: () => void child.kill('SIGKILL') };
}
