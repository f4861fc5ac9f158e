import { describe, expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../../electron/adapters/machine.ts';

describe('machine', () => {
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
