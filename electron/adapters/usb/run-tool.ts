import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const timeoutMs = 8000;
/** A machine with hundreds of USB devices stays well below this. */
const maxBytes = 8 << 20;

const execute = promisify(execFile);

/**
 * What a program of the system prints. No shell is involved, and a program that hangs or talks without end is stopped;
 * then, and where it fails, this rejects.
 */
export async function runTool(program: string, args: readonly string[]): Promise<string> {
  const options = { timeout: timeoutMs, maxBuffer: maxBytes, windowsHide: true, env: { ...process.env, LC_ALL: 'C' } };
  const { stdout } = await execute(program, args, options);
  return stdout;
}
