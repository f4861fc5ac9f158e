import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Runs the program with nobody at the other end of stdout: it is gone before the first line is written. */
async function runUnread(...args: string[]): Promise<{ readonly exit: unknown; readonly stderr: string }> {
  const child = spawn(process.execPath, ['electron/cli/main.ts', ...args], {
    env: { PATH: process.env.PATH, UNSTRAND_HOME: temporaryFolder() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const [stderr, [exit]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { exit, stderr };
}

describe('a reader that leaves, as `| head` does', () => {
  it('neither stops the command nor makes it print a stack', async () => {
    expect(await runUnread('--help')).toEqual({ exit: 0, stderr: '' });
    expect(await runUnread('records', 'verify')).toEqual({ exit: 0, stderr: '' });
  });

  it('leaves the exit code as it is', async () => {
    const { exit, stderr } = await runUnread('verify', '/nowhere/fix.unstrand', '--json');
    expect(exit).not.toBe(0);
    expect(stderr).not.toContain('EPIPE');
    expect(stderr).toContain('/nowhere/fix.unstrand');
  });
});
