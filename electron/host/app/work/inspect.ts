import type { UnitEntity } from '../../../contract/state.ts';
import { factValue } from '../../../core/inspect/fact.ts';
import type { UnitFacts } from '../../../core/inspect/facts.ts';
import { inspectUnit } from '../../../core/inspect/inspect-unit.ts';
import type { TransferProgress } from '../../../core/interfaces/flash-loader.ts';
import { runningVersion } from '../../../core/records/record-summary.ts';
import { findCatalogue } from '../../catalogue-file.ts';
import { openUnit } from '../../open-unit.ts';
import { canResume } from '../../resume-unit.ts';
import { isoTime } from '../../run-job.ts';
import type { Desk } from '../desk.ts';
import { harmlessText } from '../harmless-text.ts';
import type { UnitSession } from '../unit-session.ts';
import { usualConnect } from './target.ts';

/** Reads the unit and restarts it into its application. Resolves when that has ended. Throws `app.unit-busy` at once. */
export function inspectSession(session: UnitSession, desk: Desk): Promise<void> {
  return session.begin({ kind: 'look', phase: 'connecting', run: (signal) => inspect(session, desk, signal) });
}

async function inspect(session: UnitSession, { workspace, releases }: Desk, signal: AbortSignal) {
  const known = await releases.usable();
  const unit = await openUnit(session.target, { ...usualConnect, signal }, workspace, session.wire.add);
  try {
    session.update({ phase: 'inspecting', chip: unit.chip.family, simulated: unit.link.simulated });
    const facts = await inspectUnit(unit.loader, unit.chip, {
      releases: known.map(({ manifest }) => manifest),
      now: isoTime(workspace.clock),
      simulated: unit.link.simulated,
      catalogue: await findCatalogue(workspace.store),
      onProgress: showReading(session),
      signal,
    });
    takeFacts(session, facts);
    session.knownReleases = known;
    session.isChanged = false;
    const mac = factValue(facts.chip.mac);
    const resumable = mac !== undefined && (await canResume(mac, workspace));
    return { phase: 'ready', canResume: resumable, verdict: undefined, ...describeFacts(session, facts) } as const;
  } finally {
    await unit.close('reset');
  }
}

/** New facts: what was judged and planned from the old ones holds no more. */
export function takeFacts(session: UnitSession, facts: UnitFacts): void {
  session.facts = facts;
  session.verdict = undefined;
  session.forgetPlans();
}

/** What the entity says of the facts. */
export function describeFacts({ knownReleases }: UnitSession, facts: UnitFacts): Partial<UnitEntity> {
  const product = factValue(facts.product.id);
  const name = knownReleases.find(({ manifest }) => manifest.product.id === product)?.manifest.product.name;
  const version = runningVersion(facts);
  return {
    mac: factValue(facts.chip.mac),
    chip: facts.chip.family,
    simulated: facts.simulated,
    product: product === undefined ? undefined : harmlessText(name ?? product),
    version: version === undefined ? undefined : harmlessText(version),
  };
}

function showReading(session: UnitSession): TransferProgress {
  return (done, total) =>
    session.update({ progress: { step: { index: 0, count: 1, kind: 'inspect', target: 'flash' }, done, total } });
}
