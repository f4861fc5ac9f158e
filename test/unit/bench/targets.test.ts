import { expect, test } from 'vitest';
import type { OwnCases, WriteCase } from '../../bench/run-cases.ts';
import { judgeTargets } from '../../bench/targets.ts';

const work = { ms: 1000, cpuSeconds: 0, bytesOut: 0, bytesIn: 0, requests: 0, log: [] };

function write(transferMs: number, limits = { wireMs: 950, flashMs: 400 }): WriteCase {
  return { ...work, imageBytes: 1, transferMs, limits };
}

function ownCases(change: Partial<OwnCases> = {}): OwnCases {
  const rewrite = { ...work, imageBytes: 1, limits: { wireMs: 0, flashMs: 0 } };
  return {
    inspectKnown: work,
    inspectUnknown: work,
    incompressible: write(1000),
    typical: write(1000),
    identical: rewrite,
    partlyChanged: rewrite,
    ...change,
  };
}

const trust = { verdicts: { count: 10_000, ms: 10_000 }, rescue: { count: 2000, ms: 1000 } };
const screenCase = { units: 32, longestTask: { wallMs: 50, cpuMs: 20 }, peakHeapBytes: 150e6, wallMs: 1, load: 0 };
const app = { coldStartMs: 1500, bundleGzipBytes: 600_000 };
const stock = { incompressible: write(1250), typical: write(1250) };

function missed(
  own: OwnCases,
  peakRssBytes = 150e6,
  other = stock,
  judging = trust,
  screen = screenCase,
  started = app,
): string[] {
  const targets = judgeTargets(own, other, judging, screen, peakRssBytes, started);
  return targets.flatMap(({ name, met }) => (met ? [] : [name]));
}

test('what exactly reaches its target is met', () => {
  const own = ownCases({ inspectKnown: { ...work, ms: 2000 }, inspectUnknown: { ...work, ms: 5000 } });
  expect(missed(own)).toEqual([]);
});

test('each target is missed by what is just beyond it', () => {
  expect(missed(ownCases({ inspectKnown: { ...work, ms: 2001 } }))).toEqual(['connected to known release']);
  expect(missed(ownCases({ inspectUnknown: { ...work, ms: 5001 } }))).toEqual([
    "connected to an unknown release's facts",
  ]);
  expect(missed(ownCases(), 150.1e6)).toEqual(['peak memory of the process']);
  const slow = { incompressible: write(1249), typical: write(1250) };
  expect(missed(ownCases(), 1, slow)).toEqual(['incompressible: times stock esptool-js']);
  expect(missed(ownCases({ typical: write(999, { wireMs: 949, flashMs: 0 }) }))).toEqual([
    'typical firmware: share of the wire limit',
  ]);
  const slowTrust = { verdicts: { count: 10_000, ms: 10_001 }, rescue: { count: 2000, ms: 1001 } };
  expect(missed(ownCases(), 1, stock, slowTrust)).toEqual(['10000 verdicts', 'rescue search over 2000 certificates']);
  const heavy = { ...screenCase, longestTask: { wallMs: 50.1, cpuMs: 20 }, peakHeapBytes: 150.1e6 };
  expect(missed(ownCases(), 1, stock, trust, heavy)).toEqual([
    'longest task of the page with 32 stations at work',
    'heap of that page',
  ]);
  const slowApp = { coldStartMs: 1501, bundleGzipBytes: 600_001 };
  expect(missed(ownCases(), 1, stock, trust, screenCase, slowApp)).toEqual([
    'cold start to the first screen',
    'page, compressed',
  ]);
});

test('where the flash is the tighter limit, a write is held against it and not against esptool-js', () => {
  const names = judgeTargets(
    ownCases({ typical: write(1000, { wireMs: 1, flashMs: 960 }) }),
    stock,
    trust,
    undefined,
    1,
    app,
  );
  const ofTypical = names.filter(({ name }) => name.startsWith('typical'));
  expect(ofTypical).toMatchObject([{ name: 'typical firmware: share of the flash limit', value: 0.96, met: true }]);
});

test('the ceiling is what a client at the wire limit would reach against esptool-js', () => {
  const target = judgeTargets(ownCases(), stock, trust, undefined, 1, app).find(
    ({ name }) => name === 'typical firmware: times stock esptool-js',
  );
  expect(target?.ceiling).toBeCloseTo(1250 / 950, 9);
});
