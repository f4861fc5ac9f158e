import type { AppCase } from './app-case.ts';
import { tighterLimit } from './limits.ts';
import type { OwnCases, WriteCase, WriterCases } from './run-cases.ts';
import type { ScreenCase } from './screen-case.ts';
import type { TrustCases } from './trust-cases.ts';

/** What the product promises, and what came out. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly unit: 's' | 'MB' | 'kB' | 'x';
  readonly atMost?: number;
  readonly atLeast?: number;
  /** The most that any client could reach here: where it is below what is wanted, no client can. */
  readonly ceiling?: number;
  readonly met: boolean;
}

/** Targets of the product, on the wire at 921600 baud and 1 ms of USB latency. */
const wanted = {
  inspectKnownSeconds: 2,
  inspectUnknownSeconds: 5,
  shareOfLimit: 0.95,
  timesStock: 1.25,
  identicalSeconds: 3,
  peakMegabytes: 150,
  verdictsSeconds: 10,
  rescueSeconds: 1,
  taskSeconds: 0.05,
  heapMegabytes: 150,
  coldStartSeconds: 1.5,
  bundleKilobytes: 600,
} as const;

/** Judges everything; a write is judged by its transfer, without the time that the unit hashes. */
export function judgeTargets(
  own: OwnCases,
  stock: WriterCases,
  { verdicts, rescue }: TrustCases,
  screen: ScreenCase | undefined,
  peakRssBytes: number,
  app: AppCase,
): Target[] {
  return [
    atMost('connected to known release', own.inspectKnown.ms / 1000, 's', wanted.inspectKnownSeconds),
    atMost("connected to an unknown release's facts", own.inspectUnknown.ms / 1000, 's', wanted.inspectUnknownSeconds),
    ...judgeWrite('incompressible', own.incompressible, stock.incompressible),
    ...judgeWrite('typical firmware', own.typical, stock.typical),
    atMost('rewrite of an identical image', own.identical.ms / 1000, 's', wanted.identicalSeconds),
    atMost('peak memory of the process', peakRssBytes / 1e6, 'MB', wanted.peakMegabytes),
    atMost(`${verdicts.count} verdicts`, verdicts.ms / 1000, 's', wanted.verdictsSeconds),
    atMost(`rescue search over ${rescue.count} certificates`, rescue.ms / 1000, 's', wanted.rescueSeconds),
    ...(screen === undefined ? [] : judgeScreen(screen)),
    ...judgeApp(app),
  ];
}

/** By the clock, as a person waits. The simulated units work on the same processors; the printed line tells both times. */
function judgeScreen({ units, longestTask, peakHeapBytes }: ScreenCase): Target[] {
  return [
    atMost(
      `longest task of the page with ${units} stations at work`,
      longestTask.wallMs / 1000,
      's',
      wanted.taskSeconds,
    ),
    atMost('heap of that page', peakHeapBytes / 1e6, 'MB', wanted.heapMegabytes),
  ];
}

function judgeApp({ coldStartMs, bundleGzipBytes }: AppCase): Target[] {
  const bundle = atMost('page, compressed', bundleGzipBytes / 1000, 'kB', wanted.bundleKilobytes);
  if (coldStartMs === undefined) return [bundle];
  return [atMost('cold start to the first screen', coldStartMs / 1000, 's', wanted.coldStartSeconds), bundle];
}

/** True for a target that no client could meet on this machine: stock is too near the limit to be beaten by so much. */
export function isOutOfReach({ atLeast, ceiling }: Target): boolean {
  return atLeast !== undefined && ceiling !== undefined && ceiling < atLeast;
}

function judgeWrite(name: string, own: WriteCase, stock: WriteCase): Target[] {
  const limit = tighterLimit(own.limits);
  const againstLimit = atLeast(
    `${name}: share of the ${limit.name} limit`,
    limit.ms / own.transferMs,
    wanted.shareOfLimit,
  );
  if (limit.name !== 'wire') return [againstLimit];
  const times = atLeast(`${name}: times stock esptool-js`, stock.transferMs / own.transferMs, wanted.timesStock);
  return [againstLimit, { ...times, ceiling: stock.transferMs / limit.ms }];
}

function atMost(name: string, value: number, unit: Target['unit'], limit: number): Target {
  return { name, value, unit, atMost: limit, met: value <= limit };
}

function atLeast(name: string, value: number, limit: number): Target {
  return { name, value, unit: 'x', atLeast: limit, met: value >= limit };
}
