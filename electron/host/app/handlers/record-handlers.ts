import { recordCommands } from '../../../contract/commands/records.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import { isJobRecord } from '../../../core/records/record.ts';
import { renderReportHtml } from '../../../core/records/report-html.ts';
import type { Desk } from '../desk.ts';
import { exportRecords } from '../export-records.ts';
import { query, type Routes } from '../route.ts';

/** The evidence. */
export function recordRoutes(desk: () => Desk): Routes<keyof typeof recordCommands> {
  const commands = recordCommands;
  const records = () => desk().workspace.records;
  return {
    'record.search': query(commands['record.search'], async ({ query, offset, limit }) => {
      const found = await records().search(query);
      const end = Math.max(0, found.length - offset);
      const rows = found.slice(Math.max(0, end - limit), end).reverse();
      return { total: found.length, rows: rows.map((row) => ({ ...row })) };
    }),
    'record.report': query(commands['record.report'], async ({ sequence }) => {
      const record = await records().find(sequence);
      if (record === undefined) throw new RecoveryError('app.unknown-record', { sequence });
      const kind = isJobRecord(record) ? ('job' as const) : ('credentials' as const);
      return { kind, html: renderReportHtml([record], await desk().texts()) };
    }),
    'record.verify': query(commands['record.verify'], async () => {
      const { head, problem } = await records().verify();
      const count = head?.sequence ?? 0;
      return problem === undefined ? { records: count } : { records: count, problem: { ...problem } };
    }),
    'record.export': query(commands['record.export'], async ({ query, format }, signal) => ({
      file: await exportRecords(records(), query, format, signal),
    })),
  };
}
