import { maxFlashSize } from '../core/bytes/flash-offset.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { inspectImage } from '../core/inspect/inspect-image.ts';
import { inspectUnit } from '../core/inspect/inspect-unit.ts';
import { withKnownRoots } from '../core/inspect/known-roots.ts';
import { parseFacts } from '../core/inspect/parse-facts.ts';
import type { ConnectOptions, ResetAfter, TransferProgress } from '../core/interfaces/flash-loader.ts';
import type { ReleaseManifest } from '../core/release/manifest.ts';
import { findCatalogue } from './catalogue-file.ts';
import { openUnit } from './open-unit.ts';
import { readFileCapped } from './read-file.ts';
import { readSoftApFacts, type SoftApSource } from './read-softap-facts.ts';
import { isoTime } from './run-job.ts';
import type { Workspace } from './workspace.ts';

/** Where facts come from: a unit on a cable or behind its own access point, a firmware file or flash dump, or facts that `inspect --json` wrote. */
export type FactsSource =
  | { readonly kind: 'unit'; readonly target: string; readonly connect: ConnectOptions; readonly after: ResetAfter }
  | ({ readonly kind: 'softap' } & SoftApSource)
  | { readonly kind: 'image'; readonly path: string }
  | { readonly kind: 'facts'; readonly path: string };

export interface ReadFactsOptions {
  /** Releases that may name the product and its known images. */
  readonly releases: readonly ReleaseManifest[];
  readonly signal: AbortSignal;
  readonly onProgress?: TransferProgress | undefined;
}

const maxFactsBytes = 4 << 20;

/** Reads facts and changes nothing. A unit is restarted or left alone afterwards as the source says. */
export async function readFacts(
  source: FactsSource,
  options: ReadFactsOptions,
  workspace: Workspace,
): Promise<UnitFacts> {
  const now = isoTime(workspace.clock);
  const { releases, signal, onProgress } = options;
  const catalogue = await findCatalogue(workspace.store);
  if (source.kind === 'facts') return withKnownRoots(await readFactsFile(source.path), catalogue);
  if (source.kind === 'image') {
    const bytes = await readFileCapped(source.path, maxFlashSize);
    return inspectImage(bytes, { releases, now, simulated: false, catalogue });
  }
  if (source.kind === 'softap') {
    return readSoftApFacts(source, { releases, now, catalogue, onProgress, signal }, workspace);
  }
  const unit = await openUnit(source.target, { ...source.connect, signal }, workspace);
  try {
    return await inspectUnit(unit.loader, unit.chip, {
      releases,
      now,
      simulated: unit.link.simulated,
      catalogue,
      onProgress,
      signal,
    });
  } finally {
    await unit.close(source.after);
  }
}

/** Facts that `inspect --json` wrote. Throws `facts.unreadable`. */
async function readFactsFile(path: string): Promise<UnitFacts> {
  const facts = parseFacts(new TextDecoder().decode(await readFileCapped(path, maxFactsBytes)));
  if (facts.ok) return facts.value;
  throw new RecoveryError('facts.unreadable', { path, at: facts.problem.params?.member ?? facts.problem.code });
}
