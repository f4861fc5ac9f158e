import { unitCommands } from '../../../contract/commands/units.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import type { Desk } from '../desk.ts';
import { action, query, type Routes } from '../route.ts';
import { backupSession, restoreSession } from '../work/backup.ts';
import { inspectSession } from '../work/inspect.ts';
import { judgeSession } from '../work/judge.ts';
import { listenSession, markedBootLog } from '../work/listen.ts';
import { moveSession } from '../work/move.ts';
import { readLabel } from '../work/open.ts';
import { planSession } from '../work/plan.ts';
import { recoverSession, resumeSession } from '../work/recover.ts';

const wirePage = 1000;

/** Everything that is asked of one unit. */
export function unitRoutes(desk: () => Desk): Routes<keyof typeof unitCommands> {
  const commands = unitCommands;
  const find = (id: string) => desk().units.find(id);
  return {
    'unit.open': action(commands['unit.open'], async (question, signal) => {
      const { target, credentials } = 'qr' in question ? await readLabel(question.qr, desk(), signal) : question;
      const { session, isNew } = desk().units.open(target);
      if (credentials !== undefined) session.keepCredentials(credentials);
      const isFailed = session.entity.phase === 'failed' && session.workKind === undefined;
      if (isNew || isFailed) void inspectSession(session, desk());
      return { unit: session.id };
    }),
    'unit.move': action(commands['unit.move'], async ({ unit, target, credentials }) => {
      await moveSession(find(unit), target, credentials, desk());
      return {};
    }),
    'unit.inspect': action(commands['unit.inspect'], ({ unit }) => {
      void inspectSession(find(unit), desk());
      return {};
    }),
    'unit.close': action(commands['unit.close'], ({ unit }) => {
      desk().units.close(unit);
      return {};
    }),
    'unit.facts': query(commands['unit.facts'], ({ unit }) => find(unit).demandFacts()),
    'unit.judge': action(commands['unit.judge'], ({ unit, ...question }, signal) =>
      judgeSession(find(unit), question, desk(), signal),
    ),
    'unit.plan': action(commands['unit.plan'], ({ unit, ...question }) =>
      planSession(find(unit), { ...question, productConfirmedBy: question.productConfirmedBy }, desk()),
    ),
    'unit.recover': action(commands['unit.recover'], async ({ unit, ...question }) => {
      await recoverSession(find(unit), question, desk());
      return {};
    }),
    'unit.resume': action(commands['unit.resume'], ({ unit }) => {
      resumeSession(find(unit), desk());
      return {};
    }),
    'unit.stop': action(commands['unit.stop'], async ({ unit }) => {
      await find(unit).stop();
      return {};
    }),
    'unit.report': query(commands['unit.report'], ({ unit }) => {
      const { finished } = find(unit);
      if (finished === undefined) throw new RecoveryError('app.no-report', { unit });
      const { report, plan, verdict } = finished;
      return { report, plan, ...(verdict && { verdict }) };
    }),
    'unit.boot-log': query(commands['unit.boot-log'], ({ unit }) => markedBootLog(find(unit))),
    'unit.listen': action(commands['unit.listen'], ({ unit }) => {
      listenSession(find(unit));
      return {};
    }),
    'unit.wire': query(commands['unit.wire'], ({ unit, from }) => find(unit).wire.read(from, wirePage)),
    'unit.backup': action(commands['unit.backup'], ({ unit }) => {
      backupSession(find(unit), desk());
      return {};
    }),
    'backup.list': query(commands['backup.list'], async ({ mac }) => {
      const backups = await desk().workspace.backups.list();
      return backups
        .filter((backup) => mac === undefined || backup.mac.toLowerCase() === mac.toLowerCase())
        .map(({ id, mac: owner, createdAt, bytes }) => ({ id, mac: owner, at: createdAt, bytes }))
        .reverse();
    }),
    'unit.restore': action(commands['unit.restore'], ({ unit, ...question }) =>
      restoreSession(find(unit), question, desk()),
    ),
  };
}
