import { compareIdfVersions, parseIdfVersion } from '../formats/idf-version.ts';
import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import { mbedTlsProfile } from '../trust/mbedtls-profile.ts';
import { inputBufferOf } from './chain-fit.ts';
import type { Choice } from './listener.ts';
import type { Listener, RescueNote, RescuePlan } from './rescue-plan.ts';
import type { UnitClass } from './unit-class.ts';

/** What the notes are made from. */
export interface NoteContext {
  readonly classes: readonly UnitClass[];
  readonly plan: Omit<RescuePlan, 'notes'>;
  readonly chosen: readonly Choice[];
  readonly searchComplete: boolean;
}

/** Messages up to this length fit buffers of any usual size. */
const smallestUsualBuffer = 4096;
const firstFollowingRedirects = parseIdfVersion('v3.3');

/** Side conditions under which the plan holds, and what it costs (TRUST A.6, A.7, §D.6, §D.8). */
export function rescueNotes(context: NoteContext): RescueNote[] {
  const { plan, searchComplete } = context;
  const helped = context.classes
    .filter((_, index) => plan.perClass[index]?.listener !== undefined)
    .map(({ facts }) => facts);
  return [
    ...(plan.listeners.length > 0 ? serverNotes(context, helped) : []),
    ...helpedNotes(plan, helped),
    ...(plan.listeners.length > 1 ? [note('second-listener', { count: plan.listeners.length })] : []),
    ...(plan.perClass.some(({ listener }) => listener === undefined) ? [note('flash-the-rest')] : []),
    ...(searchComplete ? [] : [note('search-cut-short')]),
  ];
}

function note(code: RescueNote['code'], params: RescueNote['params'] = {}): RescueNote {
  return { code, params };
}

function serverNotes({ plan, chosen }: NoteContext, helped: readonly UnitFacts[]): RescueNote[] {
  const isNew = plan.listeners.some(({ leaf }) => leaf === 'to-be-issued');
  const isChanged = plan.listeners.some(({ append, leaveOut }) => append.length + leaveOut.length > 0);
  return [
    ...(isNew ? [note('host-must-be-yours', { hosts: plan.hosts.join(', ') })] : []),
    ...(helped.some(lacksRedirects) ? [note('no-redirect')] : []),
    ...(helped.some(isOld) ? [note('tls12-only')] : []),
    ...(helped.some(needsOneRecord) ? [note('one-record')] : []),
    ...bufferNotes(plan.listeners, helped),
    ...(chosen.some(hasLargeRsaKey) && helped.some(({ chip }) => chip.family === 'ESP32-C3') ? [note('rsa-4096')] : []),
    ...(isChanged ? [note('both-keys'), note('cdn-rebuilds')] : []),
  ];
}

/** esp_https_ota of v3.2 writes whatever body comes, whatever the status; unknown versions may be such (TRUST A.7). */
function lacksRedirects(facts: UnitFacts): boolean {
  const idf = idfVersionOf(facts);
  return (
    idf === undefined || firstFollowingRedirects === undefined || compareIdfVersions(idf, firstFollowingRedirects) < 0
  );
}

function isOld({ trust }: UnitFacts): boolean {
  return factValue(trust.mbedTlsVersion)?.startsWith('2.') ?? true;
}

function needsOneRecord({ trust }: UnitFacts): boolean {
  return !mbedTlsProfile(factValue(trust.mbedTlsVersion)).receiving.joinsFragments;
}

function bufferNotes(listeners: readonly Listener[], helped: readonly UnitFacts[]): RescueNote[] {
  const buffers = helped.map(inputBufferOf);
  const smallest = Math.min(...buffers.filter((length) => length !== undefined));
  const longest = Math.max(...listeners.map(({ messageBytes }) => messageBytes));
  return [
    ...(smallest < 16_384 ? [note('record-size', { bytes: smallest })] : []),
    ...(buffers.includes(undefined) && longest > smallestUsualBuffer
      ? [note('buffer-unknown', { bytes: longest })]
      : []),
  ];
}

/** Larger than the accelerator of an ESP32-C3 takes (TRUST A.7). */
function hasLargeRsaKey({ candidate: { chain } }: Choice): boolean {
  return chain.some(({ publicKey }) => publicKey.kind === 'RSA' && publicKey.bits > 3072);
}

function helpedNotes({ perClass }: NoteContext['plan'], helped: readonly UnitFacts[]): RescueNote[] {
  if (helped.length === 0) return [];
  const blind = helped.some(({ trust }) => !trust.dateCheck.known || !trust.dateCheck.value);
  return [
    ...(perClass.some(({ outcome }) => outcome === 'rescued-if-dates-off') ? [note('date-check-unknown')] : []),
    ...(blind ? [note('supply'), note('frozen-leaf')] : []),
    ...(helped.some(({ security }) => factValue(security.secureBoot) !== 'v2') ? [note('unsigned-images')] : []),
  ];
}

function idfVersionOf({ slots, bootloader, layout }: UnitFacts) {
  const running = slots.find(({ label }) => label === factValue(layout.runningSlot));
  const text = (running && factValue(running.idfVersion)) ?? factValue(bootloader.idfVersion);
  return text === undefined ? undefined : parseIdfVersion(text);
}
