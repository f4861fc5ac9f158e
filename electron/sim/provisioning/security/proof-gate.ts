import type { ProofGate } from './device-security.ts';

const freeTries = 5;
const firstWaitMs = 1000;
const longestWaitMs = 600_000;

/** Five wrong proofs cost nothing; each further one doubles the time in which the unit takes no other. `now` in milliseconds. */
export function backingOffGate(now: () => number): ProofGate {
  let failures = 0;
  let opensAt = 0;
  return {
    get isOpen() {
      return now() >= opensAt;
    },
    failed: () => {
      failures++;
      if (failures < freeTries) return;
      opensAt = now() + Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - freeTries));
    },
    passed: () => {
      failures = 0;
    },
  };
}

/** ESP-IDF itself: any number of tries. */
export const openGate: ProofGate = { isOpen: true, failed: () => {}, passed: () => {} };
