import { maxFlashSize } from '../core/bytes/flash-offset.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import type { InspectOptions } from '../core/inspect/inspect-flash.ts';
import { inspectImage } from '../core/inspect/inspect-image.ts';
import { inspectUnit } from '../core/inspect/inspect-unit.ts';
import { withKnownRoots } from '../core/inspect/known-roots.ts';
import { parseFacts } from '../core/inspect/parse-facts.ts';
import type { ConnectOptions, ResetAfter, TransferProgress } from '../core/interfaces/flash-loader.ts';
import type { ReleaseManifest } from '../core/release/manifest.ts';
import { findCatalogue } from './catalogue-file.ts';
import type { ChannelAccess, OpenTarget } from './channel/channel-access.ts';
import { type ChannelReading, readChannelFacts } from './channel/read-channel-facts.ts';
import { openUnit } from './open-unit.ts';
import { readFileCapped } from './read-file.ts';
import { isoTime } from './run-job.ts';
import type { Workspace } from './workspace.ts';

/** Where facts come from: a unit on a cable or without one, a firmware file or flash dump, or facts that `inspect --json` wrote. */
export type FactsSource =
  | { readonly kind: 'unit'; readonly target: string; readonly connect: ConnectOptions; readonly after: ResetAfter }
  | { readonly kind: 'channel'; readonly access: ChannelAccess; readonly open: OpenTarget }
  | { readonly kind: 'image'; readonly path: string }
  | { readonly kind: 'facts'; readonly path: string };

export interface ReadFactsOptions {
  /** Releases that may name the product and its known images. */
  readonly releases: readonly ReleaseManifest[];
  readonly signal: AbortSignal;
  readonly onProgress?: TransferProgress | undefined;
}

/** Facts, and what a verdict rests on besides. */
export interface Reading {
  readonly facts: UnitFacts;
  /** Largest record content that the unit takes in, bytes, by its own word: the judge's `inputBuffer`. */
  readonly inputBuffer?: number | undefined;
  /** Set where the unit was read without a cable: what a plan for it is made of. */
  readonly channel?: ChannelReading | undefined;
}

const maxFactsBytes = 4 << 20;

/** Reads facts and changes nothing. A unit is restarted or left alone afterwards as the source says. */
export async function readFacts(
  source: FactsSource,
  options: ReadFactsOptions,
  workspace: Workspace,
): Promise<UnitFacts> {
  return (await readSource(source, options, workspace)).facts;
}

/** The same with what a verdict rests on besides. */
export async function readSource(
  source: FactsSource,
  options: ReadFactsOptions,
  workspace: Workspace,
): Promise<Reading> {
  const now = isoTime(workspace.clock);
  const { releases } = options;
  const catalogue = await findCatalogue(workspace.store);
  const reading = { ...options, now, catalogue };
  if (source.kind === 'facts') {
    const facts = withKnownRoots(await readFactsFile(source.path), catalogue);
    return { facts, inputBuffer: facts.trust.reportedInputBuffer };
  }
  if (source.kind === 'image') {
    const bytes = await readFileCapped(source.path, maxFlashSize);
    return { facts: await inspectImage(bytes, { releases, now, simulated: false, catalogue }) };
  }
  if (source.kind === 'channel') {
    const { access, open } = source;
    const channel = await readChannelFacts(access, { open, releases, random: workspace.random }, reading);
    return { facts: channel.facts, inputBuffer: channel.inputBuffer, channel };
  }
  return { facts: await readUnitFacts(source, reading, workspace) };
}

async function readUnitFacts(
  { target, connect, after }: Extract<FactsSource, { kind: 'unit' }>,
  reading: Omit<InspectOptions, 'simulated'>,
  workspace: Workspace,
): Promise<UnitFacts> {
  const unit = await openUnit(target, { ...connect, signal: reading.signal }, workspace);
  try {
    return await inspectUnit(unit.loader, unit.chip, { ...reading, simulated: unit.link.simulated });
  } finally {
    await unit.close(after);
  }
}

/** Facts that `inspect --json` wrote. Throws `facts.unreadable`. */
async function readFactsFile(path: string): Promise<UnitFacts> {
  const facts = parseFacts(new TextDecoder().decode(await readFileCapped(path, maxFactsBytes)));
  if (facts.ok) return facts.value;
  throw new RecoveryError('facts.unreadable', { path, at: facts.problem.params?.member ?? facts.problem.code });
}
