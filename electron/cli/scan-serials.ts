import { createInterface } from 'node:readline';
import type { StationState } from '../core/batch/station.ts';
import type { Batch } from '../host/batch/batch.ts';
import type { CliContext } from './context.ts';
import { describeFailure } from './failure.ts';

/**
 * Takes serial numbers from stdin, where a barcode scanner types them: a line is for the unit that waits longest, or
 * for station 3 where it begins with `#3 `.
 */
export function scanSerials({ io, texts, style, say }: CliContext, batch: Batch, wanted: boolean): { end(): void } {
  if (!wanted) return { end: () => undefined };
  const lines = createInterface({ input: io.stdin ?? process.stdin });
  lines.on('line', (line) => {
    try {
      const [, number, serial = ''] = /^(?:#(\d{1,2})\s+)?(.*)$/.exec(line) ?? [];
      const station = number === undefined ? longestWaiting(batch) : stationNumbered(batch, Number(number));
      batch.assignSerial(station?.id ?? number ?? '', serial);
    } catch (error) {
      say(describeFailure(error, texts, style).text);
    }
  });
  return { end: () => lines.close() };
}

function longestWaiting(batch: Batch): StationState | undefined {
  const waiting = batch.state().stations.filter(({ phase }) => phase.kind === 'needs-serial');
  return waiting.sort((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : 1))[0];
}

function stationNumbered(batch: Batch, number: number): StationState | undefined {
  return batch.state().stations.find((station) => station.number === number);
}
