import { randomUUID } from 'node:crypto';

interface SwitchRequest {
  readonly allow: boolean;
  readonly confirmation?: string | undefined;
}

/** Answers a request with what has to be sent back; with nothing when it is done. */
export type DeveloperSwitch = (request: SwitchRequest) => Promise<{ confirmation?: string }>;

/**
 * The switch that lets unsigned releases in. Off at any time; on only with the confirmation that was given out last, once:
 * no single message, wherever it comes from, opens a station to firmware that nobody vouches for.
 */
export function createDeveloperSwitch(
  change: (settings: { readonly allowUnsigned: boolean }) => Promise<void>,
): DeveloperSwitch {
  let expected: string | undefined;
  return async ({ allow, confirmation }) => {
    const isConfirmed = expected !== undefined && confirmation === expected;
    expected = undefined;
    if (allow && !isConfirmed) {
      expected = randomUUID();
      return { confirmation: expected };
    }
    await change({ allowUnsigned: allow });
    return {};
  };
}
