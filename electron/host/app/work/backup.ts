import { restoreHash } from '../../../core/engine/restore.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import { factValue } from '../../../core/inspect/fact.ts';
import type { TransferProgress } from '../../../core/interfaces/flash-loader.ts';
import { describeRestore, type PlanDescription } from '../../../core/plan/describe-plan.ts';
import { backupFlash, restoreFlash } from '../../backup-flash.ts';
import type { Desk } from '../desk.ts';
import type { UnitSession } from '../unit-session.ts';
import { noOutcome } from './recover.ts';
import { type SingleWork, singleProgress } from './single-work.ts';
import { targetOf } from './target.ts';

/** Restores that somebody asked for, by the hash that has to be agreed to. */
export type RestorePlans = Map<string, { readonly backup: string; readonly description: PlanDescription }>;

const maxRestorePlans = 64;

/** Begins to keep the whole flash, encrypted. Throws `app.unit-busy`. */
export function backupSession(session: UnitSession, desk: Desk): void {
  const onProgress = showTransfer(session, 'backup');
  const failedPhase = session.facts === undefined ? 'failed' : 'ready';
  void session.begin({
    kind: 'job',
    phase: 'working',
    meanwhile: { progress: singleProgress('backup') },
    failedPhase,
    async run(signal) {
      const ownerRecipient = await ownerOf(session, desk);
      await backupFlash({ ...targetOf(session, signal), ownerRecipient, onProgress }, desk.workspace);
      return { phase: failedPhase === 'failed' ? 'finished' : 'ready' };
    },
  });
}

export interface RestoreQuestion {
  readonly backup: string;
  readonly planHash?: string | undefined;
  readonly ticket?: string | undefined;
}

/**
 * Without a hash: which hash has to be agreed to. With it and a ticket: begins to write the backup back. Throws
 * `backup.*`, `app.ticket-*`, `app.unknown-plan`, `app.unit-busy`.
 */
export async function restoreSession(
  session: UnitSession,
  { backup, planHash, ticket }: RestoreQuestion,
  desk: Desk,
): Promise<{ needsTicketFor?: string }> {
  if (planHash === undefined) return { needsTicketFor: await keepRestorePlan(backup, desk) };
  if (desk.restorePlans.get(planHash)?.backup !== backup)
    throw new RecoveryError('app.unknown-plan', { hash: planHash });
  session.demandIdle();
  desk.tickets.spend(planHash, ticket);
  const onProgress = showTransfer(session, 'restore');
  void session.begin({
    kind: 'job',
    phase: 'working',
    meanwhile: { ...noOutcome, progress: singleProgress('restore') },
    run: async (signal) => {
      const ownerRecipient = await ownerOf(session, desk);
      const request = { backupId: backup, confirmedHash: planHash, ownerRecipient, onProgress };
      await restoreFlash({ ...targetOf(session, signal), ...request }, desk.workspace);
      session.facts = undefined;
      session.forgetPlans();
      session.verdict = undefined;
      return { phase: 'finished', verdict: undefined };
    },
  });
  return {};
}

async function keepRestorePlan(backup: string, { workspace, restorePlans }: Desk): Promise<string> {
  if (!(await workspace.backups.list()).some(({ id }) => id === backup)) {
    throw new RecoveryError('backup.unreadable', { id: backup, reason: 'missing' });
  }
  const { info } = await workspace.backups.load(backup);
  const hash = restoreHash(info);
  const [oldest] = restorePlans.keys();
  if (restorePlans.size >= maxRestorePlans && oldest !== undefined) restorePlans.delete(oldest);
  restorePlans.set(hash, { backup, description: describeRestore(info) });
  return hash;
}

/** Where the product's owner wants backups to be readable too, its release says so. */
async function ownerOf({ facts }: UnitSession, { releases }: Desk): Promise<string | undefined> {
  const product = facts && factValue(facts.product.id);
  const known = (await releases.usable()).find(({ manifest }) => manifest.product.id === product);
  return product === undefined ? undefined : known?.manifest.backupRecipient;
}

function showTransfer(session: UnitSession, kind: SingleWork): TransferProgress {
  return (done, total) => session.update({ progress: singleProgress(kind, done, total) });
}
