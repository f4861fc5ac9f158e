import type { UnitSession } from '../unit-session.ts';

/**
 * Does something with the unit that somebody waits for, and nothing else meanwhile; the entity stays as it was. Throws
 * `app.unit-busy`, and what the work throws.
 */
export function lookAtUnit<T>(
  session: UnitSession,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { phase, error } = session.entity;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  void session.begin({
    kind: 'look',
    phase,
    meanwhile: { error },
    async run(own) {
      await work(AbortSignal.any([signal, own])).then(resolve, reject);
      return { phase };
    },
  });
  return promise;
}
