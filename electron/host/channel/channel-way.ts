import { resumeOverEndpoints } from '../../core/engine/endpoints/resume-over-endpoints.ts';
import { runOverEndpoints } from '../../core/engine/endpoints/run-over-endpoints.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { factValue } from '../../core/inspect/fact.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import { planOverEndpoints } from '../../core/plan/endpoints/plan-over-endpoints.ts';
import { overChannels, type SessionOpener } from '../../core/provisioning/over-channels.ts';
import type { UnitWay } from '../recovery-flow.ts';
import { isoTime, type JobParts } from '../run-job.ts';
import type { Workspace } from '../workspace.ts';
import type { ChannelAccess, ChannelMeans } from './channel-access.ts';
import { openUnitAt, overTargets } from './channel-opener.ts';
import type { ChannelUnit } from './channel-unit.ts';
import { loggedOpen } from './logged-channel.ts';
import { readSessionFacts } from './read-channel-facts.ts';

export interface ChannelWayOptions {
  readonly access: ChannelAccess;
  readonly means: ChannelMeans;
  readonly signal: AbortSignal;
}

/** A unit over its own recovery endpoints. */
export function channelWay(unit: ChannelUnit, options: ChannelWayOptions, { clock }: Workspace): UnitWay {
  const { access, means, signal } = options;
  return {
    mac: unit.mac,
    inspect: async (releases, catalogue) => {
      const reading = await overTargets(access, signal, async (target) => {
        const session = unit.takeSession() ?? (await openUnitAt(target, access, means, signal));
        try {
          return await readSessionFacts(session, access, means, { releases, now: isoTime(clock), catalogue, signal });
        } finally {
          await session.close();
        }
      });
      const mac = factValue(reading.facts.chip.mac);
      if (mac !== undefined && mac !== unit.mac) throw new RecoveryError('provisioning.other-unit');
      return { ...reading, plan: (release, policy) => planOverEndpoints(reading, release, policy, reading.link) };
    },
    run: async (job) => {
      await unit.takeSession()?.close();
      return runOverEndpoints({ ...job, open: openerOf(options, job, clock) });
    },
    resume: async (entries, job) => {
      await unit.takeSession()?.close();
      return resumeOverEndpoints(entries, { ...job, open: openerOf(options, job, clock) });
    },
  };
}

/**
 * While a job runs, what its release demands of a unit holds for every connection, whatever the unit calls itself; every
 * exchange is told as the commands to a loader are.
 */
function openerOf(
  { access, means }: ChannelWayOptions,
  { release, emit }: Pick<JobParts, 'release' | 'emit'>,
  clock: Clock,
): SessionOpener {
  const open = loggedOpen(means.open, clock, (event) => emit({ type: 'wire', event }));
  const jobMeans = { ...means, open, releases: [release.manifest] };
  const one = (target: string): SessionOpener => {
    return (signal) => openUnitAt(target, access, jobMeans, signal);
  };
  const [first, ...others] = access.targets;
  return overChannels([one(first), ...others.map(one)]);
}
