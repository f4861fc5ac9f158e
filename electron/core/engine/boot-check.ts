import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorParams, UnitState } from '../errors/recovery-error.ts';
import { type Boot, type BootFindingKind, type BootLog, parseBootLog, redactBootLog } from '../formats/boot-log.ts';
import type { FlashLoader } from '../interfaces/flash-loader.ts';
import type { PlanStep } from '../plan/plan.ts';

export type BootStep = Extract<PlanStep, { kind: 'boot-check' }>;

/** What the console proved about the boot (DESIGN §5.6). */
export interface BootResult {
  readonly outcome: 'booted' | 'not-seen' | 'failed';
  readonly unitState: UnitState;
  readonly error: { readonly code: ErrorCode; readonly params: ErrorParams } | undefined;
  /** Redacted. */
  readonly log: string;
  readonly findings: readonly string[];
}

/** Findings that make a boot a failure, whatever else the log shows. */
const fatal: ReadonlySet<BootFindingKind> = new Set<BootFindingKind>([
  'brownout',
  'panic',
  'boot-loop',
  'rollback',
  'slot-changed',
  'slot-not-bootable',
  'no-bootable-app',
  'image-corrupt',
  'partition-table-invalid',
  'flash-read-error',
  'invalid-header',
  'secure-boot-failure',
  'nvs-refused',
]);

const maxLogLength = 0x10000;
/** So many resets in one capture: nothing better will come. */
const enoughResets = 4;

/** Restarts the unit into its application, listens, and says what was proven. Ends the loader's session. */
export async function checkBoot(
  loader: FlashLoader,
  step: BootStep,
  signal: AbortSignal | undefined,
): Promise<BootResult> {
  const isComplete = (text: string) => showsExpected(text, step) || text.split('rst:0x').length > enoughResets;
  const text = await loader.captureBoot({ timeoutMs: step.timeoutMs, isComplete, signal });
  return judgeBoot(text, step);
}

/** What a captured text proves; raw text in, redacted text out. */
export function judgeBoot(text: string, step: BootStep): BootResult {
  const log = parseBootLog(text);
  const verdict = verdictOf(text, log, step);
  return {
    ...verdict,
    log: redactBootLog(text).slice(-maxLogLength),
    findings: [...new Set(log.findings.map(({ kind }) => kind))],
  };
}

function showsExpected(text: string, { version, lines }: BootStep): boolean {
  return text.includes(version) && lines.every((line) => text.includes(line));
}

function verdictOf(text: string, log: BootLog, step: BootStep): Pick<BootResult, 'outcome' | 'unitState' | 'error'> {
  const boot = log.boots.at(-1);
  const loaded = boot?.loadedOffset;
  const finding = log.findings.find(({ kind }) => fatal.has(kind))?.kind;
  if (loaded !== undefined && loaded !== step.slotOffset) {
    return failed('engine.boot-failed', { finding: finding ?? 'other-slot', loadedOffset: loaded }, stateOfOther(boot));
  }
  if (finding) return failed('engine.boot-failed', { finding }, 'new-unconfirmed');
  const isSlotSeen = loaded === step.slotOffset || step.isOnlySlot;
  if (isSlotSeen && showsExpected(text, step)) {
    return { outcome: 'booted', unitState: 'new-boots', error: undefined };
  }
  if (boot?.appStarted && !showsExpected(text, step)) {
    return failed('engine.wrong-version-booted', { expected: step.version }, 'new-unconfirmed');
  }
  return { outcome: 'not-seen', unitState: 'new-unconfirmed', error: { code: 'engine.boot-not-seen', params: {} } };
}

function failed(code: ErrorCode, params: ErrorParams, unitState: UnitState) {
  return { outcome: 'failed', unitState, error: { code, params } } as const;
}

/** Another slot was loaded: the old firmware boots where its app was seen to start. */
function stateOfOther(boot: Boot | undefined): UnitState {
  return boot?.appStarted ? 'old-boots' : 'unknown';
}
