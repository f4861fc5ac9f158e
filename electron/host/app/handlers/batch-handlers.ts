import { batchCommands } from '../../../contract/commands/batch.ts';
import type { BatchDesk } from '../batch-desk.ts';
import { batchReport, exportBatch } from '../batch-papers.ts';
import type { Desk } from '../desk.ts';
import { type Routes, route } from '../route.ts';

/** Many units at once. */
export function batchRoutes(desk: () => Desk, batches: BatchDesk): Routes<keyof typeof batchCommands> {
  const commands = batchCommands;
  const running = () => batches.demand().batch;
  return {
    'batch.start': route(commands['batch.start'], async (question) => {
      await batches.start(question);
      return {};
    }),
    'batch.pause': route(commands['batch.pause'], () => {
      batches.pause();
      return {};
    }),
    'batch.resume': route(commands['batch.resume'], () => {
      batches.resume();
      return {};
    }),
    'batch.stop': route(commands['batch.stop'], async () => {
      await batches.stop();
      return {};
    }),
    'batch.retry': route(commands['batch.retry'], ({ station }) => {
      running().retry(batches.stationId(station));
      return {};
    }),
    'batch.assign': route(commands['batch.assign'], ({ station, serial }) => {
      running().assignSerial(batches.stationId(station), serial);
      return {};
    }),
    'batch.operator': route(commands['batch.operator'], ({ operator }) => {
      batches.changeOperator(operator);
      return {};
    }),
    'batch.report': route(commands['batch.report'], async () => ({
      html: await batchReport(batches.demand(), await desk().texts()),
    })),
    'batch.export': route(commands['batch.export'], async ({ format }) => ({
      file: await exportBatch(batches.demand(), format),
    })),
  };
}
