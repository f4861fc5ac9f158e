import type { BatchState, UnitEnd } from '../../core/batch/batch-state.ts';
import type { StationPhase, StationState } from '../../core/batch/station.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { CliContext } from '../context.ts';
import { describeFailure } from '../failure.ts';
import { harmless, type Style } from '../style.ts';

const portWidth = 16;
const macWidth = 17;

/** One station in one line: where, which unit, how far. Fits a terminal of 80 columns but for long names. */
export function renderStation(station: StationState, { texts, style }: CliContext): string {
  const { number, port, phase, unit, serial } = station;
  const asked = askedOf(phase);
  const { symbol, paint } = signs(style)[asked === undefined ? phase.kind : 'needs-serial'];
  const params = 'reason' in phase ? { code: phase.reason.code } : {};
  const cells = [
    String(number).padStart(2),
    harmless(port).padEnd(portWidth),
    (unit?.mac ?? '').padEnd(macWidth),
    paint(`${symbol} ${texts(asked ?? `cli:batch.phase.${phase.kind}`, params)}`),
    progressOf(phase, texts),
    harmless(unit?.serial ?? serial ?? ''),
  ];
  return cells.filter((cell) => cell !== '').join('  ');
}

/** Key of what a person has to do for a job that runs. */
function askedOf(phase: StationPhase): string | undefined {
  return phase.kind === 'running' && phase.needs === 'button' ? 'cli:batch.hold-button' : undefined;
}

function progressOf(phase: StationPhase, texts: CliContext['texts']): string {
  if (phase.kind !== 'running' || phase.stepKind === undefined) return '';
  const { stepKind, target, done, total, rate } = phase;
  const share = total > 0 ? `${Math.floor((done / total) * 100)} %` : '';
  const speed = rate === undefined ? '' : `${Math.round(rate / 1024)} KiB/s`;
  return [texts(`cli:step.${stepKind}`, { target: harmless(target), slot: harmless(target) }), share, speed]
    .filter((part) => part !== '')
    .join('  ');
}

/** Shape and colour of each phase: neither alone tells it. */
function signs(style: Style): Record<StationPhase['kind'], { symbol: string; paint: (text: string) => string }> {
  return {
    empty: { symbol: '·', paint: style.dim },
    waiting: { symbol: '…', paint: style.dim },
    paused: { symbol: '=', paint: style.dim },
    connecting: { symbol: '>', paint: style.cyan },
    inspecting: { symbol: '>', paint: style.cyan },
    planning: { symbol: '>', paint: style.cyan },
    'needs-serial': { symbol: '?', paint: style.yellow },
    running: { symbol: '>', paint: style.cyan },
    recovered: { symbol: '✓', paint: style.green },
    'unplug-me': { symbol: '✓', paint: style.green },
    'set-aside': { symbol: '!', paint: style.yellow },
    interrupted: { symbol: '!', paint: style.yellow },
    failed: { symbol: '✗', paint: style.red },
  };
}

export function renderCounters({ counters, status }: BatchState, { texts, style }: CliContext): string {
  const { units, recovered, setAside, failed, interrupted, pending } = counters;
  const params = { units, recovered, setAside, failed, interrupted, pending };
  return style.bold(`${texts(`cli:batch.status.${status}`)}: ${texts('cli:batch.counters', params)}`);
}

/** What came of a batch: the counters, and for every station that needs a person why and what to do. */
export function renderBatchEnd(state: BatchState, units: readonly UnitEnd[], context: CliContext): string {
  const gone = units.filter(({ unit, end }) => end !== 'recovered' && !isShown(state, unit));
  return [
    ...state.stations.flatMap((station) => renderTrouble(station, context)),
    ...gone.map(({ unit, end }) => context.texts(`cli:batch.unit.${end}`, { unit: harmless(unit) })),
    renderCounters(state, context),
  ].join('\n');
}

function isShown({ stations }: BatchState, unit: string): boolean {
  return stations.some((station) => 'reason' in station.phase && (station.unit?.mac === unit || station.id === unit));
}

function renderTrouble(station: StationState, context: CliContext): string[] {
  const { phase } = station;
  if (!('reason' in phase)) return [];
  const { code, params } = phase.reason;
  const unitState = 'unitState' in phase ? phase.unitState : undefined;
  const failure = describeFailure(new RecoveryError(code, params, { unitState }), context.texts, context.style);
  return [renderStation(station, context), failure.text];
}
