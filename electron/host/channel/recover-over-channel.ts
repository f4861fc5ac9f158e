import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { planOverEndpoints } from '../../core/plan/endpoints/plan-over-endpoints.ts';
import { findCatalogue } from '../catalogue-file.ts';
import { journalIds } from '../journals.ts';
import { keptPackage } from '../read-release.ts';
import {
  type RecoveryOrder,
  type RecoveryResult,
  type ResumeOrder,
  type ResumeResult,
  recoverOver,
  resumeOver,
} from '../recovery-flow.ts';
import { packagesInUse } from '../resume-unit.ts';
import { isoTime, releasesFor } from '../run-job.ts';
import type { Workspace } from '../workspace.ts';
import type { ChannelAccess, ChannelMeans, OpenTarget } from './channel-access.ts';
import { withChannelUnit } from './channel-unit.ts';
import { channelWay } from './channel-way.ts';

/** Which unit without a cable, and how it is reached. */
export interface ChannelRequest {
  readonly access: ChannelAccess;
  readonly open: OpenTarget;
}

export interface ChannelRecoveryRequest extends RecoveryOrder, ChannelRequest {}
export interface ChannelResumeRequest extends ResumeOrder, ChannelRequest {}

/**
 * Recovers a unit over its own recovery endpoints, under the lock that a cable would take; see `recoverOver`. Firmware
 * without such endpoints is refused with what is known of it.
 */
export async function recoverOverChannel(
  request: ChannelRecoveryRequest,
  workspace: Workspace,
): Promise<RecoveryResult> {
  const { access, open, signal, policy } = request;
  const { release } = request.package;
  const releases = releasesFor(release, request);
  const means = { open, random: workspace.random, releases };
  const reading = { releases, now: isoTime(workspace.clock), catalogue: await findCatalogue(workspace.store), signal };
  return withChannelUnit({ access, means, signal, reading }, workspace, {
    recoverable: (unit) => recoverOver(channelWay(unit, { access, means, signal }, workspace), request, workspace),
    inferred: async (found) => {
      const planned = planOverEndpoints(found, release, policy, found.link);
      if (planned.ok) throw new RecoveryError('provisioning.not-offered', { what: 'rcv-info' });
      return { kind: 'refused', facts: found.facts, refusals: planned.refusals };
    },
  });
}

/**
 * Finishes the job that stopped on the unit that answers, over whatever channel there is now. Throws
 * `engine.nothing-to-resume` and, for firmware without recovery endpoints, `provisioning.not-offered`.
 */
export async function resumeOverChannel(request: ChannelResumeRequest, workspace: Workspace): Promise<ResumeResult> {
  const { access, open, signal } = request;
  const means = await meansToResume(request, open, workspace);
  const reading = { releases: means.releases, now: isoTime(workspace.clock), signal };
  return withChannelUnit({ access, means, signal, reading }, workspace, {
    recoverable: (unit) => resumeOver(channelWay(unit, { access, means, signal }, workspace), request, workspace),
    inferred: () => Promise.reject(new RecoveryError('provisioning.not-offered', { what: 'rcv-info' })),
  });
}

/** Which job it is only the unit tells; what its security must be, the releases of all unfinished jobs. */
async function meansToResume(
  { knownReleases }: ChannelResumeRequest,
  open: OpenTarget,
  workspace: Workspace,
): Promise<ChannelMeans> {
  const { random } = workspace;
  if (knownReleases !== undefined || (await journalIds(workspace)).length === 0) {
    return { open, random, releases: knownReleases ?? [] };
  }
  const inUse = [...(await packagesInUse(workspace))];
  const kept = await Promise.all(inUse.map((sha256) => keptPackage(sha256, workspace, true).catch(() => undefined)));
  return { open, random, releases: kept.flatMap((found) => found?.release.manifest ?? []) };
}
