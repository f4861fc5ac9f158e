import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createLogger, nativeDeflate, systemClock, systemRandom } from '../../../electron/adapters/machine.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('machine', () => {
  it('compresses at level 9 in the zlib format', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (data) => {
        const compressed = await nativeDeflate.deflate(data);
        expect([...compressed.subarray(0, 2)]).toEqual([0x78, 0xda]);
        expect(new Uint8Array(inflateSync(compressed))).toEqual(data);
      }),
      { numRuns: 30 },
    );
  });

  it('gives random bytes of the length asked for', () => {
    expect(systemRandom.bytes(32)).toHaveLength(32);
    expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32));
  });

  it('ends a sleep with the reason of the abort', async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(1_000_000, controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(sleeping).rejects.toThrow('cancelled');
    await expect(systemClock.sleep(1_000_000, controller.signal)).rejects.toThrow('cancelled');
    await systemClock.sleep(1);
  });
});

async function logLines(path: string, count: number): Promise<Record<string, unknown>[]> {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  if (lines.length >= count) return lines.map((line) => JSON.parse(line));
  await delay(5);
  return logLines(path, count);
}

describe('logger', () => {
  it('writes one JSON object a line, and lengths in place of bytes', async () => {
    const file = join(temporaryFolder(), 'log.jsonl');
    const logger = createLogger({ file }, { now: () => 0 });
    logger.info('read', { offset: 0x8000, bytes: new Uint8Array(3072), nested: { buffer: Buffer.from('secret') } });
    logger.warn('slow');
    const [first, second] = await logLines(file, 2);
    expect(first).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      message: 'read',
      offset: 0x8000,
      bytes: '<3072 bytes>',
      nested: { buffer: '<6 bytes>' },
    });
    expect(second).toMatchObject({ level: 'warn', message: 'slow' });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is silent unless asked, and survives a place where it cannot write', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    createLogger('off').warn('nothing');
    expect(stderr).not.toHaveBeenCalled();
    createLogger('stderr').warn('something');
    expect(stderr).toHaveBeenCalledOnce();
    stderr.mockRestore();
    createLogger({ file: join(temporaryFolder(), 'no', 'such', 'folder') }).debug('lost');
  });
});
