import { type ErrorCode, errorCatalogue, type Retry } from '../errors/catalogue.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { factValue } from '../inspect/fact.ts';
import type { PlanStep } from '../plan/plan.ts';
import { type FlashRun, throwIfCancelled } from './run.ts';

const maxAttempts = 5;
const reconnectDelayMs = 500;

/** About two minutes in all: a person has to read what to do, find the button and press it. */
const maxHandAttempts = 20;
const handDelayMs = 2000;
const baudRates = [2000000, 921600, 460800, 230400, 115200] as const;
const defaultBaudRate = 921600;

/** While a port is on its way back, these only mean "not yet". */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'port.not-found',
  'port.gone',
  'port.open-failed',
  'loader.not-heard',
]);

/**
 * It answered before and now runs its own firmware, or says nothing, whatever the adapter's lines ask: such a unit was
 * brought into download mode by hand, and by hand it has to be again.
 */
const needsHand: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'loader.no-sync',
  'loader.other-text',
  'loader.wrong-boot-mode',
]);

/** Connects and makes sure that it is the plan's unit: a cable may have been moved. Throws `engine.other-unit`. */
export async function connectUnit(run: FlashRun): Promise<void> {
  const { loader, connect, plan, signal, factsBefore } = run.job;
  const limit = run.maxBaudRate ?? connect.maxBaudRate;
  const chip = await loader.connect({ ...connect, ...(limit !== undefined && { maxBaudRate: limit }), signal });
  const mac = await run.views.readMac(loader, chip);
  if (mac !== plan.unit.mac || chip.family !== plan.unit.chip) {
    throw new RecoveryError('engine.other-unit', { expected: plan.unit.mac, found: mac });
  }
  const flashSize = factValue(factsBefore.chip.flashSize);
  if (chip.mode !== 'stub' && flashSize !== undefined) await loader.setFlashSize(flashSize);
  run.chip = chip;
}

/**
 * Does it again where the error's catalogue entry allows that, at most five times in all: at the same or the next lower
 * rate, or over a new connection. Where a person has to hold the unit's button for that, watchers are told at once and
 * it is tried for about two minutes. `attempt` must be idempotent.
 */
export async function withRetries<T>(run: FlashRun, step: PlanStep, attempt: () => Promise<T>): Promise<T> {
  let needsConnection = run.chip === undefined;
  let byHand = false;
  for (let count = 1; ; count++) {
    try {
      throwIfCancelled(run);
      if (needsConnection) await reconnect(run, byHand ? handDelayMs : reconnectDelayMs * (count - 1));
      needsConnection = false;
      return await attempt();
    } catch (error) {
      byHand = needsConnection && isForAHand(error);
      const retry = byHand ? 'reconnect' : retryOf(error, needsConnection);
      if (retry === 'never' || count >= (byHand ? maxHandAttempts : maxAttempts) || run.job.signal?.aborted)
        throw error;
      if (retry === 'slower') run.maxBaudRate = nextLower(run.chip?.baudRate ?? defaultBaudRate);
      needsConnection ||= retry !== 'same';
      run.tally.restarts++;
      const baudRate = run.maxBaudRate ?? run.chip?.baudRate ?? defaultBaudRate;
      const needs = byHand ? 'button' : undefined;
      run.job.emit({ type: 'retry', step, attempt: count + 1, code: (error as RecoveryError).code, baudRate, needs });
    }
  }
}

function retryOf(error: unknown, connecting: boolean): Retry {
  if (!(error instanceof RecoveryError)) return 'never';
  return connecting && passing.has(error.code) ? 'reconnect' : errorCatalogue[error.code].retry;
}

/** A unit that starts over and over (`count`) needs no button. */
function isForAHand(error: unknown): boolean {
  return error instanceof RecoveryError && needsHand.has(error.code) && error.params.count === undefined;
}

/** The unit may have lost power and run in between: what its own firmware wrote then is not ours to compare. */
async function reconnect(run: FlashRun, delayMs: number): Promise<void> {
  run.chip = undefined;
  await run.job.clock.sleep(delayMs, run.job.signal);
  run.preserved = undefined;
  await connectUnit(run);
}

function nextLower(baudRate: number): number {
  return baudRates.find((rate) => rate < baudRate) ?? 115200;
}
