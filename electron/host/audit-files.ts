import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Audit } from '../core/audit/audit.ts';
import { type AuditOptions, auditFirmware } from '../core/audit/audit-firmware.ts';
import { type AuditedFile, type TrustCalendar, trustCalendar } from '../core/audit/horizon.ts';
import { holdsApplication, readImageEvidence } from '../core/audit/image-evidence.ts';
import { maxFlashSize } from '../core/bytes/flash-offset.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { inspectImage } from '../core/inspect/inspect-image.ts';
import type { ReleaseManifest } from '../core/release/manifest.ts';
import type { ServerProbe } from '../core/tls/server-probe.ts';
import { findCatalogue } from './catalogue-file.ts';
import { readFileCapped } from './read-file.ts';
import { readRelease } from './read-release.ts';
import type { Workspace } from './workspace.ts';

type Terms = Omit<AuditOptions, 'evidence' | 'probe'> & {
  /** Asks the server, once it is known as what. */
  readonly ask?: (facts: UnitFacts) => Promise<ServerProbe | undefined>;
};

/** Audits one firmware file or flash dump. Throws `file.*` and `format.*`. */
export async function auditFile(path: string, terms: Terms): Promise<Audit> {
  return auditBytes(await readFileCapped(path, maxFlashSize), [], terms);
}

async function auditBytes(
  bytes: Uint8Array<ArrayBuffer>,
  releases: readonly ReleaseManifest[],
  terms: Terms,
): Promise<Audit> {
  const { catalogue } = terms;
  const facts = await inspectImage(bytes, {
    releases,
    now: new Date(terms.now).toISOString(),
    simulated: false,
    catalogue,
  });
  if (!holdsApplication(bytes, facts)) throw new RecoveryError('format.not-a-firmware', { reason: 'no-application' });
  const probe = await terms.ask?.(facts);
  return auditFirmware(facts, { ...terms, probe, evidence: readImageEvidence(bytes, facts) });
}

export interface FolderOptions {
  readonly allowUnsigned?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Audits every `.bin` and every release package below a folder. A file that cannot be audited is named, not fatal. */
export async function auditFolder(
  folder: string,
  options: FolderOptions,
  workspace: Workspace,
): Promise<TrustCalendar> {
  const terms = { now: workspace.clock.now(), catalogue: await findCatalogue(workspace.store) };
  const files: AuditedFile[] = [];
  const skipped: { file: string; code: string }[] = [];
  for (const path of await firmwareBelow(folder)) {
    options.signal.throwIfAborted();
    const file = relative(folder, path);
    try {
      files.push(...(await auditAll(path, options, terms, workspace)).map((audited) => ({ file, ...audited })));
    } catch (thrown) {
      if (!(thrown instanceof RecoveryError)) throw thrown;
      skipped.push({ file, code: thrown.code });
    }
  }
  return trustCalendar(files, skipped, terms.now);
}

async function firmwareBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw new RecoveryError(
      cause.code === 'ENOENT' ? 'file.not-found' : 'file.unreadable',
      { name: folder, reason: cause.code ?? '' },
      { cause },
    );
  });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:bin|unstrand)$/i.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

async function auditAll(
  path: string,
  { allowUnsigned }: FolderOptions,
  terms: Terms,
  workspace: Workspace,
): Promise<Omit<AuditedFile, 'file'>[]> {
  if (!/\.unstrand$/i.test(path)) return [{ audit: await auditFile(path, terms) }];
  const { manifest, images } = (await readRelease(path, workspace, allowUnsigned)).release;
  const audits: Omit<AuditedFile, 'file'>[] = [];
  for (const { role, file, sha256 } of manifest.images) {
    const bytes = images.get(sha256);
    if (role !== 'app' || bytes === undefined) continue;
    audits.push({ member: file, audit: await auditBytes(new Uint8Array(bytes), [manifest], terms) });
  }
  return audits;
}
