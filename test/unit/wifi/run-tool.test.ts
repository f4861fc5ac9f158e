import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runWifiTool } from '../../../electron/adapters/wifi/run-wifi-tool.ts';
import { withSecretFile } from '../../../electron/adapters/wifi/secret-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function script(text: string): string {
  const path = join(temporaryFolder(), 'tool.mjs');
  writeFileSync(path, text);
  return path;
}

describe('a tool of the system', () => {
  it('gets its arguments as they are, and every exit code is an answer', async () => {
    const path = script(`console.log(JSON.stringify(process.argv.slice(2))); console.error('no'); process.exit(4);`);
    const args = ['a"b', "c'd", '$(x)', '-e', 'line\nline', ''];
    const { exitCode, text } = await runWifiTool(process.execPath, [path, ...args]);
    expect(exitCode).toBe(4);
    expect(JSON.parse(text.split('\n')[0] ?? '')).toEqual(args);
    expect(text).toContain('no');
  });

  it('that is missing, hangs or talks without end has a code, and no error repeats an argument', async () => {
    const hangs = script('setInterval(() => {}, 1000);');
    const talks = script(`const say = () => process.stdout.write('x'.repeat(1 << 16), say); say();`);
    const calls = [
      runWifiTool('/nowhere/tool', ['secret-word']),
      runWifiTool(process.execPath, [hangs, 'secret-word'], { timeoutMs: 300 }),
      runWifiTool(process.execPath, [talks, 'secret-word']),
    ];
    const errors = await Promise.all(calls.map((call) => call.catch((error: unknown) => error)));
    expect(errors).toMatchObject([
      { code: 'wifi.tool-missing', params: { tool: 'tool' } },
      { code: 'wifi.tool-failed' },
      { code: 'wifi.tool-failed' },
    ]);
    for (const error of errors) {
      if (!(error instanceof Error)) throw new Error('no error');
      expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('secret-word');
    }
  });

  it('is killed when told to stop', async () => {
    const path = script('setInterval(() => {}, 1000);');
    const abort = new AbortController();
    const call = runWifiTool(process.execPath, [path], { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 100);
    await expect(call).rejects.toThrow('enough');
  });

  it('finds its secret in a file that is gone afterwards, also where it failed', async () => {
    const { readFileSync, existsSync, statSync } = await import('node:fs');
    let seen = '';
    const failing = withSecretFile('password', 'hidden', async ({ path, folder }) => {
      seen = path;
      expect(readFileSync(path, 'utf8')).toBe('hidden');
      expect([statSync(path).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    expect(existsSync(seen)).toBe(false);
  });
});
