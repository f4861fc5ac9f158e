import type { ErrorEnvelope } from '../../../electron/contract/envelope.ts';
import type { HostState, PortEntity, ReleaseEntity, UnitEntity } from '../../../electron/contract/state.ts';
import { isOpenable } from '../../../electron/core/diagnosis/diagnose-ports.ts';
import { type ButtonFault, buttonFault } from './button-fault.ts';
import type { GuidedMemory } from './guided-memory.ts';
import { chooseRelease, usableReleases } from './release-choice.ts';

/** The one thing that Guided asks or tells now. */
export type Step =
  /** No firmware is at hand; `problem` where the one at hand may not be used. */
  | { readonly kind: 'file'; readonly problem: ErrorEnvelope | undefined }
  | { readonly kind: 'find' }
  | { readonly kind: 'blocked'; readonly port: PortEntity }
  | { readonly kind: 'several' }
  /** `auto`: the person agreed before, so it is opened without asking. */
  | { readonly kind: 'check'; readonly port: PortEntity; readonly auto: boolean }
  | { readonly kind: 'button'; readonly unit: UnitEntity; readonly fault: ButtonFault; readonly isTrying: boolean }
  /** It answers: `letGo` where a button was asked for. */
  | { readonly kind: 'checking'; readonly unit: UnitEntity; readonly letGo: boolean }
  | { readonly kind: 'ready'; readonly unit: UnitEntity; readonly release: ReleaseEntity }
  | { readonly kind: 'no-release'; readonly unit: UnitEntity }
  | { readonly kind: 'repairing'; readonly unit: UnitEntity }
  | { readonly kind: 'unplugged'; readonly unit: UnitEntity }
  | { readonly kind: 'resume'; readonly unit: UnitEntity; readonly auto: boolean }
  | { readonly kind: 'done'; readonly unit: UnitEntity }
  | { readonly kind: 'trouble'; readonly unit: UnitEntity; readonly error: ErrorEnvelope };

/** What to ask now: from the host's state, and from what a person was asked just before. */
export function guidedStep(state: HostState, memory: GuidedMemory): Step {
  const unit = unitInHand(state);
  return (
    (unit && stepOfJob(unit, state)) ??
    stepOfFile(state) ??
    (unit && stepOfUnit(unit, state, memory)) ??
    stepOfPorts(state)
  );
}

/** A job under way; else what hangs on the only port; else a unit that was pulled out in mid-work, or is finished. */
function unitInHand(state: HostState): UnitEntity | undefined {
  const units = Object.values(state.units);
  const working = units.find(({ phase }) => phase === 'working');
  if (working !== undefined) return working;
  const plugged = openablePorts(state);
  const [only] = plugged;
  if (plugged.length > 1) return units.find((unit) => hasEnded(unit) && isPlugged(unit, state));
  if (only !== undefined) return units.find(({ target }) => target === only.id);
  return units.find(isInterrupted) ?? units.find(hasEnded);
}

/** Ports on which a unit may hang: nothing stands in the way, or the unit is open already. */
function openablePorts({ ports, units }: HostState): readonly PortEntity[] {
  const open = new Set(Object.values(units).map(({ target }) => target));
  return Object.values(ports).filter(({ id, diagnosis }) => isOpenable(diagnosis.code) || open.has(id));
}

/** What holds whatever file is installed: work on the unit goes on and its end is told. */
function stepOfJob(unit: UnitEntity, state: HostState): Step | undefined {
  if (unit.phase === 'working') return { kind: 'repairing', unit };
  if (isInterrupted(unit)) {
    return isPlugged(unit, state)
      ? { kind: 'resume', unit, auto: isCableError(unit.error) }
      : { kind: 'unplugged', unit };
  }
  return hasEnded(unit) ? { kind: 'done', unit } : undefined;
}

function stepOfFile(state: HostState): Step | undefined {
  if (usableReleases(state).length > 0) return undefined;
  const problem = Object.values(state.releases).find((release) => release.problem !== undefined)?.problem;
  return { kind: 'file', problem };
}

function stepOfUnit(unit: UnitEntity, state: HostState, memory: GuidedMemory): Step | undefined {
  const asked = memory.button?.target === unit.target ? memory.button.fault : undefined;
  switch (unit.phase) {
    case 'connecting':
      return asked ? { kind: 'button', unit, fault: asked, isTrying: true } : { kind: 'checking', unit, letGo: false };
    case 'inspecting':
      return { kind: 'checking', unit, letGo: asked !== undefined };
    case 'ready':
      return stepOfReady(unit, state);
    default:
      return stepOfFailed(unit, state);
  }
}

function stepOfReady(unit: UnitEntity, state: HostState): Step | undefined {
  if (!isPlugged(unit, state)) return undefined;
  if (unit.canResume) return { kind: 'resume', unit, auto: wasPulledElsewhere(unit, state) };
  const release = chooseRelease(state, unit);
  return release === undefined ? { kind: 'no-release', unit } : { kind: 'ready', unit, release };
}

/** It could not be read, and nothing was begun on it. */
function stepOfFailed(unit: UnitEntity, state: HostState): Step | undefined {
  const port = state.ports[unit.target];
  if (port === undefined) return undefined;
  if (unit.error === undefined || unit.error.code === 'port.gone') return { kind: 'check', port, auto: true };
  const fault = buttonFault(unit.error);
  return fault ? { kind: 'button', unit, fault, isTrying: false } : { kind: 'trouble', unit, error: unit.error };
}

function stepOfPorts(state: HostState): Step {
  const plugged = openablePorts(state);
  const [port] = plugged;
  if (plugged.length > 1) return { kind: 'several' };
  if (port !== undefined) return { kind: 'check', port, auto: Object.values(state.units).some(isInterrupted) };
  const blocked = Object.values(state.ports).find(({ diagnosis }) => !withoutUnit.has(diagnosis.code));
  return blocked === undefined ? { kind: 'find' } : { kind: 'blocked', port: blocked };
}

/** Nothing is plugged in, or only what the computer has of its own. */
const withoutUnit: ReadonlySet<string> = new Set(['nothing-enumerates', 'on-board']);

function isPlugged({ target }: UnitEntity, { ports }: HostState): boolean {
  return Object.hasOwn(ports, target);
}

/** A job has begun to write and did not end. */
function isInterrupted({ phase, canResume }: UnitEntity): boolean {
  return phase === 'failed' && canResume;
}

function hasEnded({ phase, outcome }: UnitEntity): boolean {
  return phase === 'finished' || (phase === 'failed' && outcome !== undefined);
}

/** The same unit on another socket than when its cable was pulled. */
function wasPulledElsewhere({ id, mac }: UnitEntity, { units }: HostState): boolean {
  return Object.values(units).some((other) => other.id !== id && other.mac === mac && isInterrupted(other));
}

const cableErrors: ReadonlySet<string> = new Set(['port.gone', 'port.not-found', 'link.timeout', 'link.corrupt']);

/** No error is left where the cable is back; nobody has to agree twice to what a cable interrupted. */
function isCableError(error: ErrorEnvelope | undefined): boolean {
  return error === undefined || cableErrors.has(error.code);
}
