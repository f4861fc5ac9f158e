import { unitCommands } from '../../../contract/commands/units.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import type { Desk } from '../desk.ts';
import { type Routes, route } from '../route.ts';
import { backupSession, restoreSession } from '../work/backup.ts';
import { inspectSession } from '../work/inspect.ts';
import { judgeSession } from '../work/judge.ts';
import { listenSession, markedBootLog } from '../work/listen.ts';
import { planSession } from '../work/plan.ts';
import { recoverSession, resumeSession } from '../work/recover.ts';

const wirePage = 1000;

/** Everything that is asked of one unit. */
export function unitRoutes(desk: () => Desk): Routes<keyof typeof unitCommands> {
  const commands = unitCommands;
  const find = (id: string) => desk().units.find(id);
  return {
    'unit.open': route(commands['unit.open'], ({ target }) => {
      const { session, isNew } = desk().units.open(target);
      const isFailed = session.entity.phase === 'failed' && session.workKind === undefined;
      if (isNew || isFailed) void inspectSession(session, desk());
      return { unit: session.id };
    }),
    'unit.inspect': route(commands['unit.inspect'], ({ unit }) => {
      void inspectSession(find(unit), desk());
      return {};
    }),
    'unit.close': route(commands['unit.close'], ({ unit }) => {
      desk().units.close(unit);
      return {};
    }),
    'unit.facts': route(commands['unit.facts'], ({ unit }) => find(unit).demandFacts()),
    'unit.judge': route(commands['unit.judge'], ({ unit, ...question }, signal) =>
      judgeSession(find(unit), question, desk(), signal),
    ),
    'unit.plan': route(commands['unit.plan'], ({ unit, ...question }) =>
      planSession(find(unit), { ...question, productConfirmedBy: question.productConfirmedBy }, desk()),
    ),
    'unit.recover': route(commands['unit.recover'], async ({ unit, ...question }) => {
      await recoverSession(find(unit), question, desk());
      return {};
    }),
    'unit.resume': route(commands['unit.resume'], ({ unit }) => {
      resumeSession(find(unit), desk());
      return {};
    }),
    'unit.stop': route(commands['unit.stop'], async ({ unit }) => {
      await find(unit).stop();
      return {};
    }),
    'unit.report': route(commands['unit.report'], ({ unit }) => {
      const { finished } = find(unit);
      if (finished === undefined) throw new RecoveryError('app.no-report', { unit });
      const { report, plan, verdict } = finished;
      return { report, plan, ...(verdict && { verdict }) };
    }),
    'unit.boot-log': route(commands['unit.boot-log'], ({ unit }) => markedBootLog(find(unit))),
    'unit.listen': route(commands['unit.listen'], ({ unit }) => {
      listenSession(find(unit));
      return {};
    }),
    'unit.wire': route(commands['unit.wire'], ({ unit, from }) => find(unit).wire.read(from, wirePage)),
    'unit.backup': route(commands['unit.backup'], ({ unit }) => {
      backupSession(find(unit), desk());
      return {};
    }),
    'backup.list': route(commands['backup.list'], async ({ mac }) => {
      const backups = await desk().workspace.backups.list();
      return backups
        .filter((backup) => mac === undefined || backup.mac.toLowerCase() === mac.toLowerCase())
        .map(({ id, mac: owner, createdAt, bytes }) => ({ id, mac: owner, at: createdAt, bytes }))
        .reverse();
    }),
    'unit.restore': route(commands['unit.restore'], ({ unit, ...question }) =>
      restoreSession(find(unit), question, desk()),
    ),
  };
}
