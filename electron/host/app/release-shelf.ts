import { z } from 'zod';
import { type KeyEntity, type ReleaseEntity, releaseEntity } from '../../contract/state.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { KeyRing } from '../../core/release/keys.ts';
import type { Release, ReleaseManifest } from '../../core/release/manifest.ts';
import { changeKeyRing, loadKeyRing } from '../key-ring.ts';
import { checkPackage, keepPackage, keptPackage, type ReleasePackage, removePackage } from '../read-release.ts';
import { packagesInUse } from '../resume-unit.ts';
import type { Workspace } from '../workspace.ts';
import { envelopeOf } from './error-envelope.ts';
import { harmlessText } from './harmless-text.ts';
import { createInOrder } from './in-order.ts';
import type { StateStore } from './state-store.ts';

/** A release that may be used, by the SHA-256 of its manifest. */
export interface KnownRelease {
  readonly id: string;
  readonly manifest: ReleaseManifest;
}

/** The installed releases and the keys that they are checked by. */
export interface ReleaseShelf {
  /** Those that may be used, once what was begun before is done. */
  usable(): Promise<readonly KnownRelease[]>;
  /** Checks everything again: keys, dates, files. */
  refresh(): Promise<void>;
  install(bytes: Uint8Array): Promise<ReleaseEntity>;
  remove(id: string): Promise<void>;
  /** The checked package. Throws `app.unknown-release`, and `release.*` where it may not be used. */
  open(id: string): Promise<ReleasePackage>;
  changeKeys(change: (ring: KeyRing) => KeyRing | Promise<KeyRing>): Promise<void>;
}

export interface ShelfOptions {
  readonly workspace: Workspace;
  readonly state: StateStore;
  readonly allowUnsigned: () => boolean;
}

const indexFile = 'app/releases.json';
const lockWait = { waitMs: 10_000 };
/** What a package said when it was installed, so that one that may not be used any more can still be named. */
const indexSchema = z.object({ schema: z.literal(1), installed: z.array(releaseEntity).max(1000) });

export function createReleaseShelf({ workspace, state, allowUnsigned }: ShelfOptions): ReleaseShelf {
  const inOrder = createInOrder();
  let usable: readonly KnownRelease[] = [];

  const refresh = async () => {
    const { keys } = await loadKeyRing(workspace.store);
    state.replaceAll('keys', new Map(keys.map((key) => [key.id, keyEntityOf(key)])));
    const found: KnownRelease[] = [];
    const entities = new Map<string, ReleaseEntity>();
    for (const entry of await readIndex(workspace)) {
      try {
        const { release, bytes } = await keptPackage(entry.id, workspace, allowUnsigned());
        found.push({ id: entry.id, manifest: release.manifest });
        entities.set(entry.id, describeRelease(release, bytes.length, keys));
      } catch (error) {
        if (!(error instanceof RecoveryError)) throw error;
        entities.set(entry.id, { ...entry, problem: envelopeOf(error) });
      }
    }
    usable = found;
    state.replaceAll('releases', entities);
  };

  return {
    usable: () => inOrder(async () => usable),
    refresh: () => inOrder(refresh),
    install: (bytes) =>
      inOrder(async () => {
        const checked = await checkPackage(bytes, workspace, allowUnsigned());
        await keepPackage(checked, workspace);
        const { keys } = await loadKeyRing(workspace.store);
        const entity = describeRelease(checked.release, bytes.length, keys);
        await changeIndex(workspace, (installed) => [...installed.filter(({ id }) => id !== entity.id), entity]);
        await refresh();
        return entity;
      }),
    remove: (id) =>
      inOrder(async () => {
        await changeIndex(workspace, (installed) => installed.filter((entry) => entry.id !== id));
        if (!(await packagesInUse(workspace)).has(id)) await removePackage(id, workspace);
        await refresh();
      }),
    async open(id) {
      await inOrder(async () => undefined);
      if (state.get('releases', id) === undefined) throw new RecoveryError('app.unknown-release', { release: id });
      return keptPackage(id, workspace, allowUnsigned());
    },
    changeKeys: (change) =>
      inOrder(async () => {
        await changeKeyRing(workspace.store, change);
        await refresh();
      }),
  };
}

function keyEntityOf({ id, name, enrolledAt, revokedAt }: KeyRing['keys'][number]): KeyEntity {
  return { id, name: harmlessText(name), enrolledAt, ...(revokedAt !== undefined && { revokedAt }) };
}

function describeRelease({ manifest, manifestSha256, signedBy }: Release, bytes: number, keys: KeyRing['keys']) {
  const { product, version, build, validUntil, images } = manifest;
  const signer = keys.find(({ id }) => id === signedBy)?.name;
  return {
    id: manifestSha256,
    product: harmlessText(product.id),
    productName: harmlessText(product.name),
    version: harmlessText(version),
    build: harmlessText(build),
    chips: [...new Set(images.map(({ chip }) => chip))],
    bytes,
    ...(signer !== undefined && { signedBy: harmlessText(signer) }),
    ...(validUntil !== undefined && { validUntil }),
  } satisfies ReleaseEntity;
}

/** A list that is damaged is none: the packages themselves are checked again whenever they are used. */
async function readIndex({ store }: Workspace): Promise<readonly ReleaseEntity[]> {
  try {
    const index = indexSchema.safeParse(JSON.parse(new TextDecoder().decode(await store.read(indexFile))));
    return index.success ? index.data.installed : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

async function changeIndex(
  workspace: Workspace,
  change: (installed: readonly ReleaseEntity[]) => readonly ReleaseEntity[],
): Promise<void> {
  const { store } = workspace;
  const lock = await store.lock('releases', lockWait);
  try {
    const installed = change(await readIndex(workspace));
    await store.replace(indexFile, new TextEncoder().encode(`${JSON.stringify({ schema: 1, installed })}\n`));
  } finally {
    await lock.release();
  }
}
