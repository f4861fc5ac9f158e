import { availableParallelism, loadavg } from 'node:os';
import { realTiming } from '../../electron/sim/timing.ts';
import type { AppCase } from './app-case.ts';
import { tighterLimit } from './limits.ts';
import type { Measurement } from './measure.ts';
import { mebibyte } from './payloads.ts';
import { baudRate, type OwnCases, type RewriteCase, type WriteCase, type WriterCases } from './run-cases.ts';
import type { ScreenCase } from './screen-case.ts';
import { isOutOfReach, judgeTargets } from './targets.ts';
import type { TrustCases } from './trust-cases.ts';

/** Everything measured, as `--json` prints it. Times in ms, sizes in bytes, throughput in bytes of flash a second. */
export type BenchDocument = ReturnType<typeof benchDocument>;

export function benchDocument(
  own: OwnCases,
  stock: WriterCases,
  trust: TrustCases,
  screen: ScreenCase | undefined,
  peakRssBytes: number,
  app: AppCase,
) {
  const { eraseSectorMs, eraseBlockMs, programPageMs, md5ByteMs, usbLatencyMs, bitsPerByte } = realTiming;
  const targets = judgeTargets(own, stock, trust, screen, peakRssBytes, app);
  return {
    schema: 1,
    model: { baudRate, eraseSectorMs, eraseBlockMs, programPageMs, md5ByteMs, usbLatencyMs, bitsPerByte },
    machine: { node: process.version, cores: availableParallelism(), load: loadavg()[0] ?? 0 },
    inspect: { known: figures(own.inspectKnown), unknown: figures(own.inspectUnknown) },
    write: {
      incompressible: { own: writeFigures(own.incompressible), stock: writeFigures(stock.incompressible) },
      typical: { own: writeFigures(own.typical), stock: writeFigures(stock.typical) },
    },
    rewrite: { identical: rewriteFigures(own.identical), partlyChanged: rewriteFigures(own.partlyChanged) },
    trust,
    screen,
    app,
    peakRssBytes,
    targets,
    met: targets.every((target) => target.met || isOutOfReach(target)),
  } as const;
}

function figures({ ms, cpuSeconds, bytesOut, bytesIn, requests }: Measurement) {
  return { ms, cpuSeconds, bytesOut, bytesIn, requests };
}

function rewriteFigures(measured: RewriteCase) {
  const cpuSecondsPerMebibyte = (measured.cpuSeconds * mebibyte) / measured.imageBytes;
  return {
    ...figures(measured),
    cpuSecondsPerMebibyte,
    wireLimitMs: measured.limits.wireMs,
    flashLimitMs: measured.limits.flashMs,
  };
}

function writeFigures(measured: WriteCase) {
  const { imageBytes, transferMs, limits } = measured;
  const perSecond = (ms: number) => Math.round((imageBytes * 1000) / ms);
  return {
    ...rewriteFigures(measured),
    transferMs,
    bytesPerSecond: perSecond(transferMs),
    wireLimit: perSecond(limits.wireMs),
    flashLimit: perSecond(limits.flashMs),
    shareOfLimit: tighterLimit(limits).ms / transferMs,
  };
}
