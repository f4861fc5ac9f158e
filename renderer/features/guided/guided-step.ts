import type { ErrorEnvelope } from '../../../electron/contract/envelope.ts';
import type { HostState, PortEntity, ReleaseEntity, UnitEntity } from '../../../electron/contract/state.ts';
import { isOpenable } from '../../../electron/core/diagnosis/diagnose-ports.ts';
import { type CodeQuestion, codeQuestion, isCutOff, isWireless } from '../nearby/unit-channel.ts';
import { type ButtonFault, buttonFault } from './button-fault.ts';
import type { GuidedMemory, Way } from './guided-memory.ts';
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
  | { readonly kind: 'trouble'; readonly unit: UnitEntity; readonly error: ErrorEnvelope }
  /** Without a cable: which of the units in reach it is. */
  | { readonly kind: 'nearby' }
  /** The square code of a label, before a unit is chosen. */
  | { readonly kind: 'scan' }
  /** The person joins the unit's Wi-Fi; `unit` where work goes on there. */
  | { readonly kind: 'join'; readonly way: Extract<Way, { kind: 'wifi' }>; readonly unit: UnitEntity | undefined }
  | { readonly kind: 'code'; readonly unit: UnitEntity; readonly question: CodeQuestion }
  /** The unit cannot be heard any more in mid-work. */
  | { readonly kind: 'lost'; readonly unit: UnitEntity };

/** What to ask now: from the host's state, and from what a person was asked just before. */
export function guidedStep(state: HostState, memory: GuidedMemory): Step {
  const way = wayOf(state, memory);
  const unit = unitInHand(state, way);
  return (
    (unit && (stepOfMove(unit, way) ?? stepOfJob(unit, state))) ??
    stepOfFile(state) ??
    (unit && stepOfUnit(unit, state, memory)) ??
    (way.kind === 'cable' ? stepOfPorts(state) : stepOfAir(way))
  );
}

/** The way that a person chose; before that a cable, unless a unit is open without one and nothing is plugged in. */
function wayOf(state: HostState, { way }: GuidedMemory): Way {
  if (way !== undefined) return way;
  const isOpen = Object.values(state.units).some(isWireless) && openablePorts(state).length === 0;
  return { kind: isOpen ? 'ble' : 'cable' };
}

/**
 * A job under way; else the unit that was opened last without a cable, where that is the way; else what hangs on the only
 * port; else a unit that was pulled out in mid-work, or is finished.
 */
function unitInHand(state: HostState, way: Way): UnitEntity | undefined {
  const units = Object.values(state.units);
  const working = units.find(({ phase }) => phase === 'working');
  if (working !== undefined) return working;
  if (way.kind !== 'cable') return units.findLast(isWireless);
  const plugged = openablePorts(state);
  const [only] = plugged;
  if (plugged.length > 1) return units.find((unit) => hasEnded(unit) && isPlugged(unit, state));
  if (only !== undefined) return units.find(({ target }) => target === only.id);
  return units.find(isInterrupted) ?? units.find(hasEnded);
}

/** Work that Bluetooth began is to go on over the unit's Wi-Fi, and the person has not said yet that they are in it. */
function stepOfMove(unit: UnitEntity, way: Way): Step | undefined {
  if (way.kind !== 'wifi' || way.unit !== unit.id || unit.channel !== 'ble') return undefined;
  return unit.phase === 'working' || isCutOff(unit) ? { kind: 'join', way, unit } : undefined;
}

function stepOfAir(way: Exclude<Way, { kind: 'cable' }>): Step {
  if (way.kind === 'wifi') return { kind: 'join', way, unit: undefined };
  return { kind: way.kind === 'scan' ? 'scan' : 'nearby' };
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
    if (isWireless(unit)) return { kind: 'lost', unit };
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
  if (isWireless(unit)) return stepOfSilent(unit);
  const port = state.ports[unit.target];
  if (port === undefined) return undefined;
  if (unit.error === undefined || unit.error.code === 'port.gone') return { kind: 'check', port, auto: true };
  const fault = buttonFault(unit.error);
  return fault ? { kind: 'button', unit, fault, isTrying: false } : { kind: 'trouble', unit, error: unit.error };
}

/** Without a cable it could not be read: mostly because it wants to hear its code first. */
function stepOfSilent(unit: UnitEntity): Step | undefined {
  const question = codeQuestion(unit);
  if (question !== undefined) return { kind: 'code', unit, question };
  return unit.error && { kind: 'trouble', unit, error: unit.error };
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

function isPlugged(unit: UnitEntity, { ports }: HostState): boolean {
  return isWireless(unit) || Object.hasOwn(ports, unit.target);
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
