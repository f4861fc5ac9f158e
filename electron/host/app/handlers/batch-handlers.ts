import { batchCommands } from '../../../contract/commands/batch.ts';
import { maxStations } from '../../../core/batch/policy-schema.ts';
import { renderStationSheet } from '../../../core/labels/station-sheet.ts';
import type { BatchDesk } from '../batch-desk.ts';
import { batchReport, exportBatch } from '../batch-papers.ts';
import type { Desk } from '../desk.ts';
import { action, query, type Routes } from '../route.ts';

/** Many units at once. */
export function batchRoutes(desk: () => Desk, batches: BatchDesk): Routes<keyof typeof batchCommands> {
  const commands = batchCommands;
  const running = () => batches.demand().batch;
  return {
    'batch.start': action(commands['batch.start'], async (question) => {
      await batches.start(question);
      return {};
    }),
    'batch.pause': action(commands['batch.pause'], () => {
      batches.pause();
      return {};
    }),
    'batch.resume': action(commands['batch.resume'], () => {
      batches.resume();
      return {};
    }),
    'batch.stop': action(commands['batch.stop'], async () => {
      await batches.stop();
      return {};
    }),
    'batch.retry': action(commands['batch.retry'], ({ station }) => {
      running().retry(batches.stationId(station));
      return {};
    }),
    'batch.assign': action(commands['batch.assign'], ({ station, serial }) => {
      running().assignSerial(batches.stationId(station), serial);
      return {};
    }),
    'batch.operator': action(commands['batch.operator'], ({ operator }) => {
      batches.changeOperator(operator);
      return {};
    }),
    'batch.report': query(commands['batch.report'], async () => ({
      html: await batchReport(batches.demand(), await desk().texts()),
    })),
    'batch.station-codes': query(commands['batch.station-codes'], async () => ({
      html: renderStationSheet(maxStations, await desk().texts()),
    })),
    'batch.export': query(commands['batch.export'], async ({ format }) => ({
      file: await exportBatch(batches.demand(), format),
    })),
  };
}
