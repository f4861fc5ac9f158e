import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../electron/adapters/machine.ts';
import type { KeyEntity } from '../../electron/contract/state.ts';
import { createStateStore, type Delta } from '../../electron/host/app/state-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function storeWithListener() {
  const store = createStateStore({ clock: systemClock, strict: true });
  const deltas: { atMs: number; delta: Delta }[] = [];
  store.onDelta((delta) => deltas.push({ atMs: performance.now(), delta }));
  return { store, deltas };
}

function key(id: string, name: string): KeyEntity {
  return { id: id.repeat(64), name, enrolledAt: '2026-01-01' };
}

describe('state store', () => {
  it('tells the first change at once and the last of many after 100 ms at the earliest, all units on one beat', async () => {
    const { store, deltas } = storeWithListener();
    store.put('keys', 'a', key('a', '0'));
    await Promise.resolve();
    expect(deltas.map(({ delta }) => delta.sequence)).toEqual([1]);
    for (let name = 1; name < 50; name += 1) {
      store.put('keys', 'a', key('a', String(name)));
      await vi.advanceTimersByTimeAsync(1);
    }
    store.put('keys', 'b', key('b', 'at once'));
    await Promise.resolve();
    store.put('keys', 'b', key('b', 'and again'));
    await vi.advanceTimersByTimeAsync(300);
    expect(deltas.map(({ delta }) => delta.changes.map(({ id }) => id))).toEqual([['a'], ['b'], ['a'], ['b']]);
    expect(deltas[2]?.delta.changes[0]?.value).toMatchObject({ name: '49' });
  });

  it('does not tell what stays the same, and takes away what is gone', async () => {
    const { store, deltas } = storeWithListener();
    store.put('keys', 'a', key('a', 'x'));
    await vi.advanceTimersByTimeAsync(500);
    store.put('keys', 'a', key('a', 'x'));
    await vi.advanceTimersByTimeAsync(500);
    expect(deltas).toHaveLength(1);
    store.replaceAll('keys', new Map([['b', key('b', 'y')]]));
    await vi.advanceTimersByTimeAsync(500);
    expect(deltas[1]?.delta.changes).toEqual([
      { kind: 'keys', id: 'a' },
      { kind: 'keys', id: 'b', value: key('b', 'y') },
    ]);
  });

  it('refuses an entity that the schema refuses, and keeps the one before', () => {
    const { store } = storeWithListener();
    store.put('keys', 'a', key('a', 'x'));
    expect(() => store.put('keys', 'a', { ...key('a', 'x'), name: 'x'.repeat(2000) })).toThrow();
    expect(store.get('keys', 'a')?.name).toBe('x');
  });

  it('loses nothing and tells each entity ten times a second at most, whatever happens', async () => {
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      name: fc.option(fc.string({ minLength: 1, maxLength: 5 }), { nil: undefined }),
      waitMs: fc.nat({ max: 130 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { store, deltas } = storeWithListener();
        for (const { id, name, waitMs } of steps) {
          if (name === undefined) store.remove('keys', id);
          else store.put('keys', id, key(id, name));
          await vi.advanceTimersByTimeAsync(waitMs);
        }
        await vi.advanceTimersByTimeAsync(1000);
        const mirror = new Map<string, unknown>();
        const toldAt = new Map<string, number>();
        for (const [index, { atMs, delta }] of deltas.entries()) {
          expect(delta.sequence).toBe(index + 1);
          for (const { id, value } of delta.changes) {
            expect(atMs - (toldAt.get(id) ?? -1000)).toBeGreaterThanOrEqual(100);
            toldAt.set(id, atMs);
            if (value === undefined) mirror.delete(id);
            else mirror.set(id, value);
          }
        }
        const { sequence, state } = store.snapshot();
        expect(Object.fromEntries(mirror)).toEqual(state.keys);
        expect(sequence).toBe(deltas.length);
        store.close();
      }),
      { numRuns: 50 },
    );
  });
});
