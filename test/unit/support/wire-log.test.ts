import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../electron/core/engine/events.ts';
import { readWireLog, withWireLog } from '../../../electron/host/wire-log.ts';
import { openWorkspace, type Workspace } from '../../../electron/host/workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const id = '246f28aabb01-20261124120000000';
const finished: EngineEvent = { type: 'job-finished', outcome: 'failed', unitState: 'untouched' };

function wire(opcode: number): EngineEvent {
  const event = { timeMs: opcode, opcode, requestBytes: 8, replyBytes: 12, result: 'ok', durationMs: 0.25 } as const;
  return { type: 'wire', event };
}

function newWorkspace(): Workspace {
  return openWorkspace({ UNSTRAND_HOME: temporaryFolder() });
}

function opcodes(log: string): number[] {
  const lines = log.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line).opcode).filter((opcode) => opcode !== undefined);
}

describe('wire log of a job', () => {
  it('keeps events in their order, over all parts of a resumed job', async () => {
    const workspace = newWorkspace();
    await withWireLog(id, workspace, async (log) => {
      for (let opcode = 0; opcode < 10_000; opcode++) log.note(wire(opcode));
    });
    await withWireLog(id, workspace, async (log) => log.note(wire(10_000)));
    expect(opcodes(await readWireLog(id, workspace))).toEqual(Array.from({ length: 10_001 }, (_, index) => index));
  });

  it('touches no disk while it notes, and is kept when a step ends', async () => {
    const workspace = newWorkspace();
    await withWireLog(id, workspace, async (log) => {
      for (let opcode = 0; opcode < 100; opcode++) log.note(wire(opcode));
      expect(await readWireLog(id, workspace)).toBe('');
      log.note(finished);
      await expect.poll(() => readWireLog(id, workspace)).toContain('"job":"failed"');
    });
  });

  it('stays below its limit and loses the oldest lines first', async () => {
    const workspace = newWorkspace();
    const count = 70_000;
    await withWireLog(id, workspace, async (log) => {
      for (let opcode = 0; opcode < count; opcode++) log.note(wire(opcode));
    });
    const log = await readWireLog(id, workspace);
    expect(log.length).toBeLessThanOrEqual(4 << 20);
    expect(log.length).toBeGreaterThan(2 << 20);
    const kept = opcodes(log);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => count - kept.length + index));
  });

  it('keeps no text of the unit, whatever an event holds', async () => {
    const workspace = newWorkspace();
    const telling = wire(1);
    if (telling.type === 'wire') Object.assign(telling.event, { payload: 'hunter2' });
    await withWireLog(id, workspace, async (log) => {
      log.note({ type: 'boot-text', text: 'hunter2' });
      log.note(telling);
    });
    expect(await readWireLog(id, workspace)).not.toContain('hunter2');
  });

  it('is kept for the newest jobs only', async () => {
    const workspace = newWorkspace();
    const ids = Array.from({ length: 103 }, (_, index) => `246f28aabb${index % 10}0-20261124120000${100 + index}`);
    for (const each of ids) await withWireLog(each, workspace, async (log) => log.note(wire(1)));
    expect(await readWireLog(ids[0] ?? '', workspace)).toBe('');
    expect(await readWireLog(ids.at(-1) ?? '', workspace)).not.toBe('');
    expect((await workspace.store.list('wire')).length).toBeLessThanOrEqual(101);
  });

  it('never stops a job: not when it cannot be written, and not when the job fails', async () => {
    const workspace = newWorkspace();
    const append = () => Promise.reject(new Error('disk full'));
    const full = { ...workspace, store: { ...workspace.store, append } };
    const result = await withWireLog(id, full, async (log) => {
      log.note(finished);
      return 'done';
    });
    expect(result).toBe('done');
    const failing = withWireLog(id, workspace, async (log) => {
      log.note(wire(3));
      throw new Error('unit gone');
    });
    await expect(failing).rejects.toThrow('unit gone');
    expect(opcodes(await readWireLog(id, workspace))).toEqual([3]);
    if (process.platform === 'win32') return;
    expect(statSync(workspace.store.path(`wire/${id}.jsonl`)).mode & 0o077).toBe(0);
  });
});
