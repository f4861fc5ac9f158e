import type { UnitEntity } from '../../../contract/state.ts';
import { RecoveryError } from '../../../core/errors/recovery-error.ts';
import { factValue } from '../../../core/inspect/fact.ts';
import type { UnitFacts } from '../../../core/inspect/facts.ts';
import { inspectUnit } from '../../../core/inspect/inspect-unit.ts';
import type { TransferProgress } from '../../../core/interfaces/flash-loader.ts';
import { runningVersion } from '../../../core/records/record-summary.ts';
import { findCatalogue } from '../../catalogue-file.ts';
import { readChannelFacts } from '../../channel/read-channel-facts.ts';
import { openUnit } from '../../open-unit.ts';
import { canResume } from '../../resume-unit.ts';
import { isoTime } from '../../run-job.ts';
import type { Desk } from '../desk.ts';
import { harmlessText } from '../harmless-text.ts';
import { isRadioTarget } from '../radio/target-channel.ts';
import type { UnitSession } from '../unit-session.ts';
import { accessOf, openerFor } from './channel.ts';
import { singleProgress } from './single-work.ts';
import { usualConnect } from './target.ts';

/**
 * Reads the unit; over a cable it is restarted into its application then. Resolves when that has ended. With a MAC no other
 * unit is taken for it. Throws `app.unit-busy` at once.
 */
export function inspectSession(session: UnitSession, desk: Desk, expectedMac?: string): Promise<void> {
  return session.begin({
    kind: 'look',
    phase: 'connecting',
    meanwhile: { progress: singleProgress('inspect') },
    run: (signal) =>
      isRadioTarget(session.target)
        ? inspectOverAir(session, desk, expectedMac, signal)
        : inspect(session, desk, signal),
  });
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

/** The unit's own report, over its provisioning endpoints. */
async function inspectOverAir(session: UnitSession, desk: Desk, expectedMac: string | undefined, signal: AbortSignal) {
  const { workspace, releases, units } = desk;
  const known = await releases.usable();
  const manifests = known.map(({ manifest }) => manifest);
  const { clock, random, store } = workspace;
  const reading = await readChannelFacts(
    accessOf(session),
    { open: openerFor(session, desk), random, releases: manifests },
    {
      releases: manifests,
      now: isoTime(clock),
      catalogue: await findCatalogue(store),
      onProgress: showReading(session),
      signal,
    },
  );
  const { facts } = reading;
  const mac = factValue(facts.chip.mac);
  if (expectedMac !== undefined && mac !== expectedMac) throw new RecoveryError('provisioning.other-unit');
  takeFacts(session, facts);
  session.reading = reading;
  session.knownReleases = known;
  session.isChanged = false;
  session.update({ mac });
  for (const other of units.sameUnit(session)) shareWays(session, other);
  const resumable = mac !== undefined && (await canResume(mac, workspace));
  const inferred = facts.inferred !== undefined;
  return {
    phase: 'ready',
    canResume: resumable,
    verdict: undefined,
    inferred,
    ...describeFacts(session, facts),
  } as const;
}

/** Two sessions turned out to be of one unit: each knows the other's ways, as far as they need no cable. */
function shareWays(one: UnitSession, other: UnitSession): void {
  const [mine, theirs] = [one, other].map(({ targets }) => targets.filter(isRadioTarget));
  if (isRadioTarget(other.target)) other.addTargets(mine ?? []);
  one.addTargets(theirs ?? []);
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
  return (done, total) => session.update({ progress: singleProgress('inspect', done, total) });
}
