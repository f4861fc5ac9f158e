import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { realTiming } from '../../electron/sim/timing.ts';
import { newSeedApp } from '../../electron/sim/units/seed-firmware.ts';
import { offsetOf, twoSlotTable } from '../../electron/sim/units/seed-layout.ts';
import type { BatchFigures } from './batch-process.ts';
import { tighterLimit, writeLimits } from './limits.ts';
import { baudRate } from './run-cases.ts';

const flashBytes = 4 << 20;

/** A batch of paced units in one process, and the shares of what one line alone could do that its slowest unit kept. */
export interface BatchCase extends BatchFigures {
  readonly units: number;
  readonly readShareOfLimit: number;
  readonly writeShareOfLimit: number;
}

/** So many units in one process, all in a batch of another: full backup, write, boot, record. */
export async function runBatchCase(units: number): Promise<BatchCase> {
  const server = fork(script('units-process.ts'), [String(units)]);
  try {
    const urls = await firstMessage<string[]>(server);
    const client = fork(script('batch-process.ts'), urls);
    const figures = await firstMessage<BatchFigures>(client);
    if (figures.recovered !== units) throw new Error(`${figures.recovered} of ${units} units were recovered`);
    const readMs = (flashBytes * realTiming.bitsPerByte * 1000) / baudRate;
    const writeMs = tighterLimit(
      writeLimits(newSeedApp('ESP32', 'real'), offsetOf(twoSlotTable, 'ota_1'), baudRate),
    ).ms;
    return {
      ...figures,
      units,
      readShareOfLimit: readMs / figures.slowestBackupMs,
      writeShareOfLimit: writeMs / figures.slowestWriteMs,
    };
  } finally {
    server.kill();
  }
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

async function firstMessage<T>(child: ChildProcess): Promise<T> {
  const message = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => undefined)]);
  if (message === undefined) throw new Error('a process of the bench ended before it had said anything');
  return message[0] as T;
}

/** One line for people. */
export function describeBatch(measured: BatchCase): string {
  const { units, wallMs, cpuSeconds, peakRssBytes, readShareOfLimit, writeShareOfLimit } = measured;
  return [
    `${units} units at once in one process: ${(wallMs / 1000).toFixed(1)} s`,
    `slowest reads at ${readShareOfLimit.toFixed(3)} of its line, writes at ${writeShareOfLimit.toFixed(3)} of its limit`,
    `CPU ${cpuSeconds.toFixed(1)} s`,
    `peak memory ${Math.round(peakRssBytes / 1e6)} MB`,
  ].join('; ');
}
