import { describe, expect, it } from 'vitest';
import { advanceStation, newStation, type StationEvent } from '../../../electron/core/batch/advance-station.ts';
import { countUnits, isAllWell } from '../../../electron/core/batch/batch-state.ts';
import { phaseOfError, phaseOfReport } from '../../../electron/core/batch/end-of-job.ts';
import { isBusy, isPending, type StationState } from '../../../electron/core/batch/station.ts';
import { stationId } from '../../../electron/core/batch/station-id.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { sampleRecord } from '../../support/sample-record.ts';

const { plan, report } = sampleRecord();
const [backup, write] = plan.steps;
if (backup === undefined || write === undefined) throw new Error('the sample has no steps');

const mac = '24:6f:28:aa:bb:01';
const plugged: StationEvent = { type: 'plugged', port: 'COM7', simulated: false };
const queued: StationEvent = { type: 'queued', paused: false };
const begun: StationEvent = { type: 'begun', at: '2026-01-01T00:00:00.000Z' };
const identified: StationEvent = { type: 'identified', mac, chip: 'ESP32', serial: undefined };
const unknownPace = { rate: undefined, share: 0, secondsLeft: undefined };
const started: StationEvent = {
  type: 'engine',
  event: { type: 'job-started', planHash: plan.hash, steps: 6, resumedAt: undefined },
  pace: unknownPace,
};

function after(...events: StationEvent[]): StationState {
  return events.reduce(advanceStation, newStation('COM7', 1));
}

describe('a station', () => {
  it('is empty until a unit is plugged in, and goes from phase to phase', () => {
    expect(after().phase).toEqual({ kind: 'empty' });
    expect(after(plugged, queued)).toMatchObject({ port: 'COM7', plugged: true, phase: { kind: 'waiting' } });
    expect(after(plugged, queued, begun).phase.kind).toBe('connecting');
    expect(after(plugged, queued, begun, identified)).toMatchObject({ phase: { kind: 'inspecting' }, unit: { mac } });
    expect(after(plugged, queued, begun, identified, { type: 'planned', versionBefore: '1.4.2' })).toMatchObject({
      phase: { kind: 'planning' },
      unit: { versionBefore: '1.4.2' },
    });
  });

  it('asks for the held button from the try that needs it until something goes on', () => {
    const retry: StationEvent = {
      type: 'engine',
      event: { type: 'retry', step: write, attempt: 2, code: 'loader.no-sync', needs: 'button' },
      pace: unknownPace,
    };
    expect(after(started, retry).phase).toMatchObject({ retries: 1, needs: 'button' });
    const ends: StationEvent[] = [
      { type: 'engine', event: { type: 'step-started', step: write }, pace: unknownPace },
      { type: 'engine', event: { type: 'step-progress', step: write, done: 1, total: 2 }, pace: unknownPace },
      { type: 'engine', event: { type: 'step-finished', step: write, skipped: false }, pace: unknownPace },
    ];
    for (const end of ends) expect(after(started, retry, end).phase).toMatchObject({ retries: 1, needs: undefined });
  });

  it('shows the step that runs, how far it is, how fast, and how often something was tried again', () => {
    const running = after(
      started,
      { type: 'engine', event: { type: 'step-started', step: write }, pace: unknownPace },
      {
        type: 'engine',
        event: { type: 'step-progress', step: write, done: 4096, total: 8192 },
        pace: { rate: 92_000, share: 0.5, secondsLeft: 9 },
      },
      {
        type: 'engine',
        event: { type: 'retry', step: write, attempt: 2, code: 'link.timeout', baudRate: 1 },
        pace: unknownPace,
      },
    );
    expect(running.phase).toMatchObject({ kind: 'running', step: 1, steps: 6, stepKind: 'write', target: 'ota_1' });
    expect(running.phase).toMatchObject({
      done: 4096,
      total: 8192,
      rate: 92_000,
      share: 0.5,
      secondsLeft: 9,
      retries: 1,
      resumed: false,
    });
    const next = advanceStation(running, {
      type: 'engine',
      event: { type: 'step-started', step: backup },
      pace: unknownPace,
    });
    expect(next.phase).toMatchObject({ stepKind: 'backup', done: 0, total: 0, rate: undefined, retries: 1 });
  });

  it('keeps a unit that is not finished on show when it is taken out, and no other', () => {
    const end = (unitState: 'untouched' | 'partial'): StationEvent => ({
      type: 'ended',
      at: '',
      phase: { kind: 'interrupted', reason: { code: 'port.gone', params: {} }, unitState },
      record: undefined,
    });
    const unfinished = after(plugged, queued, begun, identified, end('partial'), { type: 'unplugged' });
    expect(unfinished).toMatchObject({ plugged: false, phase: { kind: 'interrupted' }, unit: { mac } });
    expect(advanceStation(unfinished, { type: 'moved-on' })).toMatchObject({
      phase: { kind: 'empty' },
      unit: undefined,
    });
    expect(after(plugged, queued, begun, identified, end('untouched'), { type: 'unplugged' }).phase.kind).toBe('empty');
    expect(after(plugged, { type: 'moved-on' }).plugged).toBe(true);
  });

  it('gives the next unit a number that was scanned for it, and never that of the one before', () => {
    const scanned = after(plugged, { type: 'serial', serial: 'SN-1' }, queued, begun);
    expect(scanned).toMatchObject({ serial: 'SN-1', unit: undefined });
    const known = advanceStation(scanned, { ...identified, serial: 'SN-1' });
    expect(known).toMatchObject({ serial: undefined, unit: { serial: 'SN-1' } });
    expect(advanceStation(known, queued)).toMatchObject({ serial: undefined, unit: undefined });
  });

  it('goes on from waiting for a number when it is scanned', () => {
    const waiting = after(plugged, queued, begun, identified, { type: 'serial-missing' });
    expect([waiting.phase.kind, isBusy(waiting), isPending(waiting)]).toEqual(['needs-serial', true, true]);
    expect(advanceStation(waiting, { type: 'serial', serial: 'SN-1' })).toMatchObject({
      phase: { kind: 'planning' },
      unit: { serial: 'SN-1' },
    });
    const paused = after(plugged, { type: 'queued', paused: true });
    expect([paused.phase.kind, isPending(paused)]).toEqual(['paused', false]);
  });

  it('is plain JSON at every moment', () => {
    const running = after(plugged, queued, begun, { ...identified, serial: 'SN-1' }, started);
    expect(JSON.parse(JSON.stringify(running))).toEqual(running);
  });
});

describe('the end of a job', () => {
  const failed = { ...report, outcome: 'failed', unitState: 'partial' } as const;
  const error = (code: 'port.gone' | 'engine.verify-failed') => ({ code, params: {} });

  it('is a recovery where the new firmware was seen starting and nothing is known against it', () => {
    for (const outcome of ['recovered', 'boots-cable-only', 'boots-unjudged'] as const) {
      expect(phaseOfReport({ ...report, outcome }, true)).toEqual({ kind: 'recovered', outcome });
    }
    for (const outcome of ['boots-unreachable', 'boot-not-seen', 'boot-failed', 'failed'] as const) {
      expect(phaseOfReport({ ...report, outcome }, true).kind).toBe('failed');
    }
  });

  it('is an interruption where the unit went away on the way, not where it had come to its end', () => {
    expect(phaseOfReport({ ...failed, error: error('port.gone') }, true).kind).toBe('interrupted');
    expect(phaseOfReport({ ...failed, error: error('engine.verify-failed') }, true).kind).toBe('failed');
    expect(phaseOfReport({ ...failed, error: error('engine.verify-failed') }, false).kind).toBe('interrupted');
    expect(phaseOfReport({ ...report, outcome: 'boot-failed' }, false).kind).toBe('failed');
  });

  it('before the first write is a refusal where a safety rule says so, else a failure', () => {
    expect(phaseOfError(new RecoveryError('loader.download-disabled'), true).kind).toBe('set-aside');
    expect(phaseOfError(new RecoveryError('unit.locked'), true).kind).toBe('set-aside');
    expect(phaseOfError(new RecoveryError('loader.no-sync'), true).kind).toBe('failed');
    expect(phaseOfError(new RecoveryError('loader.no-sync'), false).kind).toBe('interrupted');
  });
});

it('counts every unit once, and all is well only where none is left', () => {
  const unit = (end: 'recovered' | 'failed' | 'set-aside' | 'interrupted', name: string) => ({
    unit: name,
    end,
    serial: undefined,
  });
  const counters = countUnits([unit('recovered', 'a'), unit('recovered', 'b'), unit('failed', 'c')], 2);
  expect(counters).toEqual({ units: 3, recovered: 2, setAside: 0, failed: 1, interrupted: 0, pending: 2 });
  expect(isAllWell(countUnits([unit('recovered', 'a')], 0))).toBe(true);
  for (const end of ['failed', 'set-aside', 'interrupted'] as const) {
    expect(isAllWell(countUnits([unit(end, 'a')], 0))).toBe(false);
  }
});

it('tells adapters apart that have the same serial number, as cheap ones have', () => {
  const usb = { vendorId: 0x10c4, productId: 0xea60, serialNumber: '0001' };
  const ids = ['/dev/ttyUSB0', '/dev/ttyUSB1'].map((path) => stationId({ path, usb, simulated: false }));
  expect(new Set(ids).size).toBe(2);
  expect(stationId({ path: 'tcp://1', usb: undefined, simulated: false })).toBe('tcp://1');
});
