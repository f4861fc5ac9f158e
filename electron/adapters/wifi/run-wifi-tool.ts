import { type ExecFileException, execFile } from 'node:child_process';
import { win32 } from 'node:path';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** How a tool ended and all that it printed. Text of a stranger, and it may name networks: never shown, never logged. */
export interface ToolAnswer {
  readonly exitCode: number;
  readonly text: string;
}

export interface ToolOptions {
  readonly cwd?: string | undefined;
  /** Default 30 000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a program with these arguments, without a shell. What it exits with is an answer, whatever it is. */
export type RunWifiTool = (program: string, args: readonly string[], options?: ToolOptions) => Promise<ToolAnswer>;

const defaultTimeoutMs = 30_000;
const maxBytes = 1 << 20;

/**
 * Rejects with `wifi.tool-missing` where there is no such program, and `wifi.tool-failed` where it hangs or talks without
 * end. Node's own error repeats the whole command line, a password included, so it is no cause of ours.
 */
export const runWifiTool: RunWifiTool = (program, args, { cwd, timeoutMs = defaultTimeoutMs, signal } = {}) => {
  const options = {
    cwd,
    signal,
    timeout: timeoutMs,
    maxBuffer: maxBytes,
    killSignal: 'SIGKILL',
    windowsHide: true,
    env: { ...process.env, LC_ALL: 'C' },
  } as const;
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const exitCode = exitCodeOf(error);
      if (exitCode !== undefined) resolve({ exitCode, text: `${stdout}\n${stderr}` });
      else reject(signal?.aborted === true ? signal.reason : toolError(program, error));
    });
  });
};

function exitCodeOf(error: ExecFileException | null): number | undefined {
  if (error === null) return 0;
  return typeof error.code === 'number' ? error.code : undefined;
}

function toolError(program: string, error: ExecFileException | null): RecoveryError {
  const code = error?.code === 'ENOENT' ? 'wifi.tool-missing' : 'wifi.tool-failed';
  return new RecoveryError(code, { tool: win32.basename(program) });
}
