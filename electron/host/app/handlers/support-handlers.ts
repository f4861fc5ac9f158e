import { supportCommands } from '../../../contract/commands/support.ts';
import { encodeBase64 } from '../../../core/bytes/base64.ts';
import { explainLog } from '../../../core/explain/explain-log.ts';
import type { SupportBundle } from '../../../core/support/bundle.ts';
import { newestJournal } from '../../journals.ts';
import { makeLabel } from '../../make-label.ts';
import { makeSessionBundle, makeSupportBundle } from '../../support-bundle.ts';
import type { Desk } from '../desk.ts';
import { query, type Routes } from '../route.ts';
import { withSupportCode } from '../support-code.ts';

const maxWireEvents = 20_000;

/** What goes to others. */
export function supportRoutes(desk: () => Desk): Routes<keyof typeof supportCommands> {
  const commands = supportCommands;
  return {
    'log.explain': query(commands['log.explain'], ({ text }) => explainLog(text)),
    'label.render': query(commands['label.render'], async ({ record, kind }) => {
      const { workspace, texts } = desk();
      return { picture: (await makeLabel({ record: String(record), type: kind }, await texts(), workspace)).svg };
    }),
    'support.preview': query(commands['support.preview'], async ({ unit }) => {
      const { fileName, entries } = await bundleOf(unit, desk());
      return { fileName, entries: entries.map((entry) => ({ ...entry })) };
    }),
    'support.bundle': query(commands['support.bundle'], async ({ unit }) => {
      const { fileName, zip } = await bundleOf(unit, desk());
      return { fileName, file: encodeBase64(zip) };
    }),
  };
}

/** Of the unit's newest job; of a unit without one, what was seen of it. Without a unit, of the last job on this machine. */
async function bundleOf(unit: string | undefined, { units, workspace }: Desk): Promise<SupportBundle> {
  if (unit === undefined) return makeSupportBundle({ last: true }, workspace);
  const { entity, facts, bootLog, wire } = units.find(unit);
  const journalId = entity.mac === undefined ? undefined : await newestJournal(entity.mac, workspace);
  if (journalId !== undefined) return makeSupportBundle({ journalId }, workspace);
  const { error, unitState, target } = withSupportCode(entity);
  const { events } = wire.read(0, maxWireEvents);
  return makeSessionBundle({ target, facts, bootLog, error, unitState, wire: events }, workspace);
}
