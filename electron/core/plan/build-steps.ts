import { encodeBase64 } from '../bytes/base64.ts';
import { md5 } from '../bytes/digest.ts';
import { encodeHex } from '../bytes/hex.ts';
import type { UnitState } from '../errors/recovery-error.ts';
import type { OtadataUpdate } from '../formats/otadata.ts';
import { factValue } from '../inspect/fact.ts';
import type { PartitionFacts } from '../inspect/facts.ts';
import { sectorLength } from './flash-geometry.ts';
import { canReadBack } from './guards/backup.ts';
import type { PlanRange, PlanStep } from './plan.ts';
import type { BuildableContext } from './plan-context.ts';

/** A step before it has its place in the plan. */
type Draft = PlanStep extends infer Step ? (Step extends PlanStep ? Omit<Step, 'id'> : never) : never;

/** A step that costs nothing, and one that changes nothing either. */
const safe = { hazard: 'none', undo: 'not-needed' } as const;
const untouched = { ...safe, stateDuring: 'untouched', stateAfter: 'untouched' } as const;

/**
 * The steps in an order in which every `stateDuring` and `stateAfter` holds whenever the cable is pulled: save, make
 * sure that the running slot boots and stays selected, write and verify the app, then the trust store (the old firmware may share it, so it
 * stays until the new one stands), and last the one sector that switches over.
 */
export function buildSteps(context: BuildableContext): PlanStep[] {
  const drafts = [
    ...backup(context),
    ...checkRunning(context),
    ...pin(context),
    ...app(context),
    ...trustStores(context),
    ...select(context),
    ...proof(context),
  ];
  return drafts.map((draft, id) => ({ id, ...draft }) as PlanStep);
}

/** What the unit is like while its app is written, and once it is verified. */
function appStates({ slots }: BuildableContext): { readonly during: UnitState; readonly verified: UnitState } {
  if (!slots.overwritesOnlySlot) return { during: 'old-boots', verified: 'staged' };
  return { during: slots.mayFallBack ? 'unknown' : 'partial', verified: 'new-unconfirmed' };
}

function backup(context: BuildableContext): Draft[] {
  if (!canReadBack(context)) return [];
  const ranges = rangesToSave(context);
  if (ranges.length === 0) return [];
  return [{ kind: 'backup', target: 'flash', ranges, ...untouched }];
}

/** The whole flash, or all that the steps destroy: an inactive slot holds nothing that anyone misses (DESIGN §5.1). */
function rangesToSave({ facts, policy, slots, trust }: BuildableContext): PlanRange[] {
  const flashSize = factValue(facts.chip.flashSize) ?? 0;
  if (policy.fullBackup) return [{ partition: 'flash', offset: 0, length: flashSize }];
  const destroyed = [
    slots.overwritesOnlySlot ? slots.target : undefined,
    ...trust.map(({ partition }) => partition),
    slots.otadata,
  ];
  return destroyed
    .filter((entry) => entry !== undefined)
    .map(({ label, offset, size }) => ({ partition: label, offset, length: size }));
}

/** Not needed where the whole image was read before, or where the log of a boot showed it loaded. */
function checkRunning({ facts, slots }: BuildableContext): Draft[] {
  const running = slots.overwritesOnlySlot ? undefined : slots.running;
  const found = facts.slots.find(({ label }) => label === running?.label);
  const isProven = facts.layout.runningSlotEvidence === 'boot-log' || (found && factValue(found.image) === 'valid');
  if (!running || isProven) return [];
  const length = (found && factValue(found.imageLength)) ?? running.size;
  return [{ kind: 'check-running', target: running.label, offset: running.offset, length, ...untouched }];
}

function pin({ slots }: BuildableContext): Draft[] {
  const { otadata, pin: update, running } = slots;
  if (!otadata || !update || !running) return [];
  const states = { stateDuring: 'old-boots', stateAfter: 'old-boots' } as const;
  if (update !== 'erase') return [{ ...selectStep(otadata, update, running.label), ...states }];
  const { label: target, offset } = otadata;
  return [
    { kind: 'erase', target, offset, length: 2 * sectorLength, hazard: 'none', undo: 'restore-backup', ...states },
  ];
}

function app(context: BuildableContext): Draft[] {
  const { image, imageBytes, slots } = context;
  const { during, verified } = appStates(context);
  const only = slots.overwritesOnlySlot;
  const range = { target: slots.target.label, offset: slots.target.offset, length: imageBytes.length };
  const write: Draft = {
    kind: 'write',
    ...range,
    content: { kind: 'image', sha256: image.sha256, length: imageBytes.length },
    hazard: only ? 'irreversible' : 'none',
    undo: only ? 'restore-backup' : 'not-needed',
    stateDuring: during,
    stateAfter: during,
  };
  const verify: Draft = {
    kind: 'verify',
    ...range,
    md5: encodeHex(md5(imageBytes)),
    ...safe,
    stateDuring: during,
    stateAfter: verified,
  };
  return [write, verify];
}

function trustStores(context: BuildableContext): Draft[] {
  const { verified } = appStates(context);
  const states = { stateDuring: verified, stateAfter: verified };
  return context.trust.flatMap(({ image, bytes, partition }): Draft[] => {
    if (!bytes || !partition) return [];
    const range = { target: partition.label, offset: partition.offset, length: bytes.length };
    const content = { kind: 'image', sha256: image.sha256, length: bytes.length } as const;
    return [
      { kind: 'write', ...range, content, hazard: 'data-loss', undo: 'restore-backup', ...states },
      { kind: 'verify', ...range, md5: encodeHex(md5(bytes)), ...safe, ...states },
    ];
  });
}

/** While the sector is written either slot may be the one that boots, and both do. */
function select({ slots }: BuildableContext): Draft[] {
  if (!slots.otadata || !slots.select) return [];
  const step = selectStep(slots.otadata, slots.select, slots.target.label);
  return [{ ...step, stateDuring: 'unknown', stateAfter: 'new-unconfirmed' }];
}

function selectStep(otadata: PartitionFacts, { sector, bytes }: OtadataUpdate, slot: string) {
  return {
    kind: 'select-slot',
    target: otadata.label,
    offset: otadata.offset + sector * sectorLength,
    length: bytes.length,
    content: { kind: 'bytes', base64: encodeBase64(bytes) },
    slot,
    hazard: 'none',
    undo: 'select-previous-slot',
  } as const;
}

/** Watch it boot, come back, read and judge it again. */
function proof({ facts, release, slots }: BuildableContext): Draft[] {
  const { version, lines, timeoutMs } = release.manifest.boot;
  const target = slots.target.label;
  const bootCheck: Draft = {
    kind: 'boot-check',
    target,
    version,
    lines,
    slotOffset: slots.target.offset,
    isOnlySlot: facts.slots.length === 1,
    timeoutMs,
    ...safe,
    stateDuring: 'new-unconfirmed',
    stateAfter: 'new-boots',
  };
  const booted = { target: 'flash', ...safe, stateDuring: 'new-boots', stateAfter: 'new-boots' } as const;
  return [bootCheck, { kind: 'reconnect', ...booted }, { kind: 'confirm', ...booted }];
}
