import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { explainCommand } from '../../electron/cli/commands/explain.ts';
import { createContext } from '../../electron/cli/context.ts';
import type { Explanation } from '../../electron/core/explain/explanation.ts';
import { publicLogs, seedCase } from '../unit/explain/public-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'unstrand-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

function collector(): Writable & { text: string } {
  const stream = Object.assign(new Writable(), { text: '' });
  stream._write = (chunk: Buffer, _encoding, done) => {
    stream.text += chunk.toString();
    done();
  };
  return stream;
}

async function run(path: string, { json = false, stdin = '' }: { json?: boolean; stdin?: string } = {}) {
  const [stdout, stderr] = [collector(), collector()];
  const signal = new AbortController().signal;
  const context = await createContext({ stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, env: {}, signal });
  context.json = json;
  await explainCommand(context).parseAsync([path], { from: 'user' });
  return { exit: context.exit, stdout: stdout.text, stderr: stderr.text };
}

function logFile(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('unstrand explain', () => {
  it('tells of the seed case what it shows, what it does not, and what settles it', async () => {
    const { exit, stdout } = await run(logFile('seed.log', seedCase.log));
    expect(exit).toBe(0);
    expect(stdout).toContain('MBEDTLS_X509_BADCERT_NOT_TRUSTED (0x8): no path');
    expect(stdout).toContain('does not show: that a certificate has expired');
    expect(stdout).toContain('ESP-IDF v3.0 up to, not including, v4.1');
    expect(stdout).toContain('unstrand judge --image FIRMWARE --chain chain.txt');
  });

  it('reads standard input', async () => {
    const { exit, stdout } = await run('-', { stdin: 'Brownout detector was triggered\n' });
    expect(exit).toBe(0);
    expect(stdout).toContain('the supply voltage fell too low');
  });

  it('ends with 1 where nothing is recognised, and says so', async () => {
    const { exit, stdout } = await run('-', { stdin: 'hello\n' });
    expect(exit).toBe(1);
    expect(stdout).toContain('Nothing in this text');
    expect(stdout).toContain('Give more of the log');
  });

  it('prints one JSON document, and the text beside it', async () => {
    const { stdout, stderr } = await run('-', { json: true, stdin: seedCase.log });
    const document = JSON.parse(stdout) as Explanation;
    expect(document).toMatchObject({
      schema: 1,
      causes: [{ code: 'no-path-to-anchor' }],
      ask: { code: 'server-chain' },
    });
    expect(stderr).toContain('Likely causes');
  });

  it('leaves no text unfilled and no key untranslated, whatever the log', async () => {
    for (const { log } of publicLogs) {
      const { stdout } = await run('-', { stdin: log });
      expect(stdout).not.toMatch(/\{\{|undefined|\b(?:observation|statement|cause|ask|idf|framework-name)\./);
    }
  });

  it('sends nothing of a hostile log to the terminal as it is', async () => {
    const { stdout } = await run('-', { stdin: 'E (1) app: ESP_ERR_NO_MEM \x1b]0;title\x07\x9b31m\u202e\n' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not come through
    expect(stdout).not.toMatch(/[\x07\x1b\x9b\u202e]/);
  });

  it('says how much of an endless log it read', async () => {
    const filler = 'I (123456) app: everything is fine here\n'.repeat(200_000);
    const { stdout } = await run(logFile('endless.log', `${filler}${seedCase.log}`));
    expect(stdout).toMatch(/\d+ of \d+ characters were looked at; lines \d+ to \d+ were left out/);
  });

  it('refuses more than 64 MiB before reading it all', async () => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    let given = 0;
    const endless = new Readable({
      read() {
        given++;
        this.push(chunk);
      },
    });
    const signal = new AbortController().signal;
    const context = await createContext({ stdin: endless, stdout: collector(), stderr: collector(), env: {}, signal });
    await expect(explainCommand(context).parseAsync(['-'], { from: 'user' })).rejects.toMatchObject({
      code: 'file.too-large',
    });
    expect(given).toBeLessThan(70);
  });
});
