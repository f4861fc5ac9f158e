import type { BatchEntity, StationEntity } from '../../contract/batch-entities.ts';
import type { BatchState } from '../../core/batch/batch-state.ts';
import type { RunningPhase, StationPhase, StationState, StationUnit } from '../../core/batch/station.ts';
import { envelopeOf } from './error-envelope.ts';
import { harmlessText } from './harmless-text.ts';

/** What is true of the batch besides its state. */
export interface BatchTerms {
  readonly operator: string;
  readonly needsSerial: boolean;
  /** Name of the key that signed the policy. */
  readonly policySigner: string | undefined;
}

/** A batch as the screens have it. */
export function batchEntityOf(state: BatchState, { operator, needsSerial, policySigner }: BatchTerms): BatchEntity {
  const { id, startedAt, status, workOrder, release, policy, parallel, counters } = state;
  return {
    id,
    startedAt,
    status,
    operator: harmlessText(operator),
    workOrder: workOrder === undefined ? undefined : harmlessText(workOrder),
    release: {
      id: release.manifestSha256,
      productName: harmlessText(release.name),
      version: harmlessText(release.version),
    },
    policy: policy && { name: harmlessText(policy.name), signedBy: harmlessText(policySigner ?? policy.signedBy) },
    needsSerial,
    parallel,
    counters: { ...counters },
  };
}

/** A station as the screens have it; everything that comes from a unit is made harmless. */
export function stationEntityOf(station: StationState): StationEntity {
  const { number, port, plugged, phase, unit, startedAt, endedAt, record } = station;
  const serial = unit?.serial ?? station.serial;
  return {
    number,
    port: harmlessText(port),
    plugged,
    phase: phase.kind,
    progress: phase.kind === 'running' ? progressOf(phase) : undefined,
    unit: unit && unitOf(unit),
    serial: serial === undefined ? undefined : harmlessText(serial),
    outcome: phase.kind === 'recovered' ? phase.outcome : undefined,
    error: errorOf(phase),
    others: phase.kind === 'set-aside' && phase.others.length > 0 ? [...phase.others] : undefined,
    startedAt,
    endedAt,
    record,
  };
}

function unitOf({ mac, chip, versionBefore }: StationUnit): StationEntity['unit'] {
  return { mac, chip, ...(versionBefore !== undefined && { versionBefore: harmlessText(versionBefore) }) };
}

function progressOf(phase: RunningPhase): StationEntity['progress'] {
  const { stepKind, target, share, secondsLeft, rate, retries, needs, resumed } = phase;
  return {
    step: stepKind,
    target: harmlessText(target),
    // A tenth of a percent is more than a screen shows: what differs by less is the same entity and is not told.
    share: Math.round(share * 1000) / 1000,
    secondsLeft,
    bytesPerSecond: rate === undefined ? undefined : Math.max(0, Math.round(rate)),
    retries,
    needs,
    resumed,
  };
}

function errorOf(phase: StationPhase): StationEntity['error'] {
  switch (phase.kind) {
    case 'set-aside':
      return envelopeOf({ ...phase.reason, unitState: 'untouched' });
    case 'interrupted':
    case 'failed':
      return envelopeOf({ ...phase.reason, unitState: phase.unitState });
    default:
      return undefined;
  }
}
