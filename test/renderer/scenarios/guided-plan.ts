import type { RecoveryPlan } from '../../../electron/core/plan/plan.ts';

const range = (partition: string, offset: number, length: number) => ({ partition, offset, length });

/** The plan of a unit with two slots, as the planner makes it. */
export const guidedPlan: RecoveryPlan = {
  schema: 1,
  hash: 'd'.repeat(64),
  unit: { mac: '24:0a:c4:00:00:01', chip: 'ESP32', simulated: false },
  release: { product: 'hearth', version: '2.10.0', build: '1', manifestSha256: 'a'.repeat(64) },
  versionBefore: '1.0.0',
  targetSlot: 'ota_1',
  overwritesOnlySlot: false,
  steps: [
    {
      id: 0,
      kind: 'write',
      target: 'ota_1',
      offset: 0x1f0000,
      length: 0x100000,
      content: { kind: 'image', sha256: 'b'.repeat(64), length: 0x100000 },
      hazard: 'none',
      undo: 'not-needed',
      stateDuring: 'old-boots',
      stateAfter: 'old-boots',
    },
  ],
  preserved: [range('nvs', 0x9000, 0x4000), range('storage', 0x3e0000, 0x20000)],
  confirmations: [],
  preconditions: [],
  estimate: { bytesRead: 0x400000, bytesWritten: 0x100000, seconds: 150 },
};

/** The same where there is no second slot. */
export const onlySlotPlan: RecoveryPlan = {
  ...guidedPlan,
  hash: 'e'.repeat(64),
  targetSlot: 'factory',
  overwritesOnlySlot: true,
  confirmations: ['overwrites-only-slot', 'replaces-trust-store'],
};
