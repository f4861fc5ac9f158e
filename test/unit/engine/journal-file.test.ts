import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../electron/core/engine/journal.ts';
import { openJournal, readJournal } from '../../../electron/core/engine/journal-file.ts';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { Store } from '../../../electron/core/interfaces/store.ts';
import { jobBench } from '../../support/memory-job.ts';
import { appImage, fixtureRelease, fixtureUnit, twoSlots } from '../../support/recovery-fixture.ts';

const name = 'journal/job.jsonl';

function memoryStore(content?: Uint8Array): Store & { file: Uint8Array | undefined } {
  const store = {
    file: content,
    read: async () => store.file,
    async replace(_: string, bytes: Uint8Array) {
      store.file = bytes.slice();
    },
    async append(_: string, bytes: Uint8Array) {
      store.file = Buffer.concat([store.file ?? new Uint8Array(0), bytes]);
    },
    list: async () => [name],
    remove: async () => {},
    lock: async () => ({ release: async () => {} }),
  };
  return store;
}

async function journalOfARun(): Promise<{ bytes: Uint8Array; entries: readonly JournalEntry[] }> {
  const unit = fixtureUnit(twoSlots, { ota_0: appImage('1.0.0', { length: 0x4000 }) }, 'ota_0');
  const bench = jobBench(unit, fixtureRelease(appImage('2.0.0', { length: 0x4000, seed: 2 })));
  const store = memoryStore();
  await runPlan({ ...bench.job, journal: openJournal(store, name) }, bench.views);
  return { bytes: store.file ?? new Uint8Array(0), entries: await readJournal(store, name) };
}

describe('a journal in a file', () => {
  it('comes back as it was written', async () => {
    const { bytes, entries } = await journalOfARun();
    expect(entries[0]).toMatchObject({ type: 'job', operator: 'Ada' });
    expect(entries.at(-1)).toMatchObject({ type: 'closed' });
    expect(entries).toHaveLength(Buffer.from(bytes).toString().split('\n').length - 1);
  });

  it('is empty where there is no file', async () => {
    expect(await readJournal(memoryStore(), name)).toEqual([]);
  });

  it('loses at most its last line, wherever a power cut ends the file', async () => {
    const { bytes, entries } = await journalOfARun();
    for (let end = 0; end < bytes.length; end += 97) {
      const whole = bytes.subarray(0, end).filter((byte) => byte === 0x0a).length;
      expect(await readJournal(memoryStore(bytes.slice(0, end)), name)).toEqual(entries.slice(0, whole));
    }
  });

  it('goes on with whole lines after a power cut', async () => {
    const { bytes, entries } = await journalOfARun();
    const store = memoryStore(bytes.slice(0, -5));
    await openJournal(store, name).append({ type: 'backup', at: 'now', id: 'b' });
    const after = await readJournal(store, name);
    expect(after).toEqual([...entries.slice(0, -1), { type: 'backup', at: 'now', id: 'b' }]);
  });

  it('is damaged when a plan is not what its hash says', async () => {
    const { bytes } = await journalOfARun();
    const text = Buffer.from(bytes).toString().replace('"targetSlot":"ota_1"', '"targetSlot":"ota_0"');
    await expect(readJournal(memoryStore(Buffer.from(text)), name)).rejects.toMatchObject({
      code: 'engine.journal-damaged',
      params: { line: 1 },
    });
  });

  it('answers any damage with entries or the one error', async () => {
    const { bytes } = await journalOfARun();
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at] = value;
        await readJournal(memoryStore(damaged), name).catch((error: unknown) => {
          expect(error).toBeInstanceOf(RecoveryError);
          expect(error).toMatchObject({ code: 'engine.journal-damaged' });
        });
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (random) => {
        await readJournal(memoryStore(random), name).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'engine.journal-damaged' });
        });
      }),
    );
  });
});
