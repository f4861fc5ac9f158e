import { blockLength, roundUpToSector, sectorLength } from './flash-geometry.ts';
import type { PlanStep, RecoveryPlan } from './plan.ts';

/** The model of DESIGN §6: a 921600-baud link and a usual flash chip. Milliseconds, bytes, bytes per millisecond. */
export const speedModel = {
  wireBytesPerMs: 92.16,
  eraseSectorMs: 45,
  eraseBlockMs: 150,
  programPageMs: 0.4,
  pageLength: 256,
  /** How fast the stub computes MD5 over flash. */
  md5BytesPerMs: 2000,
  /** What firmware shrinks to under zlib level 9, typically. */
  compressedPart: 0.65,
  /** A reset and the start of the stub. */
  reconnectMs: 1500,
  /** A unit checks what it was sent, selects it and restarts; then it starts, and a session is opened again. */
  activateMs: 3000,
  reportMs: 15_000,
} as const;

/** Bytes over the wire and time for all steps, boot included at the time that its release allows for. */
export function estimateSteps(steps: readonly PlanStep[]): RecoveryPlan['estimate'] {
  const costs = steps.filter((step) => !isReadWithBackup(step, steps)).map(costOf);
  const sum = (key: keyof Cost) => costs.reduce((total, cost) => total + cost[key], 0);
  return { bytesRead: sum('read'), bytesWritten: sum('written'), seconds: Math.ceil(sum('ms') / 1000) };
}

/** Time that one of the plan's steps is expected to take, milliseconds. */
export function estimateStepMs(step: PlanStep, steps: readonly PlanStep[]): number {
  return isReadWithBackup(step, steps) ? 0 : costOf(step).ms;
}

/** The engine checks the running image in the backup's bytes where they hold it. */
function isReadWithBackup(step: PlanStep, steps: readonly PlanStep[]): boolean {
  if (step.kind !== 'check-running') return false;
  const saved = steps.flatMap((other) => (other.kind === 'backup' ? other.ranges : []));
  return saved.some(({ offset, length }) => step.offset >= offset && step.offset + step.length <= offset + length);
}

interface Cost {
  readonly read: number;
  readonly written: number;
  readonly ms: number;
}

function costOf(step: PlanStep): Cost {
  switch (step.kind) {
    case 'backup': {
      const read = step.ranges.reduce((total, { length }) => total + length, 0);
      return { read, written: 0, ms: read / speedModel.wireBytesPerMs };
    }
    case 'check-running':
      return { read: step.length, written: 0, ms: step.length / speedModel.wireBytesPerMs };
    case 'write':
    case 'select-slot':
      return { read: 0, written: step.length, ms: writeMs(step.length) };
    case 'erase':
      return { read: 0, written: 0, ms: eraseMs(step.length) };
    case 'verify':
      return { read: 0, written: 0, ms: step.length / speedModel.md5BytesPerMs };
    case 'boot-check':
      return { read: 0, written: 0, ms: step.timeoutMs };
    case 'transfer':
      return { read: 0, written: step.length, ms: (step.length / step.bytesPerSecond) * 1000 };
    case 'activate':
      return { read: 0, written: 0, ms: speedModel.activateMs };
    case 'report':
      return { read: 0, written: 0, ms: speedModel.reportMs };
    case 'reconnect':
      return { read: 0, written: 0, ms: speedModel.reconnectMs };
    case 'confirm':
      return { read: sectorLength, written: 0, ms: speedModel.reconnectMs };
  }
}

/** Time to write so many bytes over a cable, milliseconds: the slower of wire and flash: the stub erases and programs one block while the next arrives. */
export function writeMs(length: number): number {
  const programMs = (length / speedModel.pageLength) * speedModel.programPageMs;
  const wireMs = (length * speedModel.compressedPart) / speedModel.wireBytesPerMs;
  return Math.max(eraseMs(length) + programMs, wireMs);
}

function eraseMs(length: number): number {
  const blocks = Math.floor(length / blockLength);
  const sectors = roundUpToSector(length % blockLength) / sectorLength;
  return blocks * speedModel.eraseBlockMs + sectors * speedModel.eraseSectorMs;
}
