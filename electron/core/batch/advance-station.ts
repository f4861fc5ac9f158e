import type { ChipFamily } from '../chips/chip.ts';
import type { EngineEvent } from '../engine/events.ts';
import { isUnfinished, type RunningPhase, type StationPhase, type StationState } from './station.ts';

/** How fast the job at a station is and how much of it is left. */
export type JobPace = Pick<RunningPhase, 'rate' | 'share' | 'secondsLeft'>;

/** What happens at a station. */
export type StationEvent =
  | { readonly type: 'plugged'; readonly port: string; readonly simulated: boolean }
  | { readonly type: 'unplugged' }
  /** Its unit stands in the queue, which moves or does not. */
  | { readonly type: 'queued'; readonly paused: boolean }
  | { readonly type: 'begun'; readonly at: string }
  | {
      readonly type: 'identified';
      readonly mac: string;
      readonly chip: ChipFamily;
      readonly serial: string | undefined;
    }
  | { readonly type: 'planned'; readonly versionBefore: string | undefined }
  | { readonly type: 'serial-missing' }
  | { readonly type: 'serial'; readonly serial: string }
  | { readonly type: 'engine'; readonly event: EngineEvent; readonly pace: JobPace }
  | {
      readonly type: 'ended';
      readonly at: string;
      readonly phase: StationPhase;
      readonly record: number | undefined;
    }
  /** The unit whose job was interrupted here is at work at another station. */
  | { readonly type: 'moved-on' };

/** A station at which nothing was ever plugged in. */
export function newStation(id: string, number: number): StationState {
  return { id, number, port: '', simulated: false, plugged: false, phase: { kind: 'empty' }, ...noUnit };
}

const noUnit = { unit: undefined, serial: undefined, startedAt: undefined, endedAt: undefined, record: undefined };

/** The station after the event. An event that does not fit its phase changes nothing. */
export function advanceStation(station: StationState, event: StationEvent): StationState {
  switch (event.type) {
    case 'plugged':
      return { ...station, port: event.port, simulated: event.simulated, plugged: true };
    case 'unplugged':
      return unplug(station);
    case 'queued':
      return { ...station, ...forNext(station), phase: { kind: event.paused ? 'paused' : 'waiting' } };
    case 'begun':
      return { ...station, phase: { kind: 'connecting' }, startedAt: event.at, endedAt: undefined };
    case 'identified': {
      const { mac, chip, serial } = event;
      const unit = { mac, chip, simulated: station.simulated, versionBefore: undefined, serial };
      return { ...station, unit, serial: undefined, phase: { kind: 'inspecting' } };
    }
    case 'planned':
      return {
        ...station,
        unit: station.unit && { ...station.unit, versionBefore: event.versionBefore },
        phase: { kind: 'planning' },
      };
    case 'serial-missing':
      return { ...station, phase: { kind: 'needs-serial' } };
    case 'serial':
      return giveSerial(station, event.serial);
    case 'engine':
      return { ...station, phase: afterEngine(station.phase, event) };
    case 'ended':
      return { ...station, phase: event.phase, endedAt: event.at, record: event.record };
    case 'moved-on':
      return station.phase.kind === 'interrupted' ? { ...station, ...noUnit, phase: { kind: 'empty' } } : station;
  }
}

/** A unit that is not finished stays on show until it is seen again. */
function unplug(station: StationState): StationState {
  if (isUnfinished(station.phase)) return { ...station, plugged: false };
  return { ...station, ...noUnit, plugged: false, phase: { kind: 'empty' } };
}

/** A number that was scanned for the unit to come is kept, whatever was there before is not. */
function forNext({ serial }: StationState) {
  return { ...noUnit, serial };
}

function giveSerial(station: StationState, serial: string): StationState {
  if (station.unit === undefined) return { ...station, serial };
  const phase: StationPhase = station.phase.kind === 'needs-serial' ? { kind: 'planning' } : station.phase;
  return { ...station, unit: { ...station.unit, serial }, phase };
}

const firstStep: RunningPhase = {
  kind: 'running',
  step: 0,
  steps: 0,
  stepKind: undefined,
  target: '',
  done: 0,
  total: 0,
  rate: undefined,
  share: 0,
  secondsLeft: undefined,
  resumed: false,
  retries: 0,
  needs: undefined,
};

function afterEngine(phase: StationPhase, { event, pace }: Extract<StationEvent, { type: 'engine' }>): StationPhase {
  if (event.type === 'job-started') {
    return { ...firstStep, step: event.resumedAt ?? 0, steps: event.steps, resumed: event.resumedAt !== undefined };
  }
  if (phase.kind !== 'running') return phase;
  switch (event.type) {
    case 'step-started': {
      const { id, kind, target } = event.step;
      return { ...phase, step: id, stepKind: kind, target, done: 0, total: 0, needs: undefined, ...pace };
    }
    case 'step-progress':
      return { ...phase, done: event.done, total: event.total, needs: undefined, ...pace };
    case 'step-finished':
      return phase.needs === undefined ? phase : { ...phase, needs: undefined };
    case 'retry':
      return { ...phase, retries: phase.retries + 1, needs: event.needs };
    default:
      return phase;
  }
}
