import type { Store } from '../core/interfaces/store.ts';
import { buildRelease } from '../core/release/build-package.ts';
import { emptyKeyRing, enrollKey } from '../core/release/keys.ts';
import { generateReleaseKey } from '../core/release/release-key.ts';
import { signPackage } from '../core/release/sign-package.ts';
import type { AppSize } from '../sim/firmware/app.ts';
import { demoRelease } from '../sim/training/demo-release.ts';
import type { DemoEdition } from '../sim/training/training-unit.ts';
import { changeKeyRing } from './key-ring.ts';
import type { Workspace } from './workspace.ts';

/** The name that the demo key is shown under. */
export const demoKeyName = 'Unstrand training (demo)';

/** Whoever signs demo releases for one session. */
export interface DemoVendor {
  /** A signed release package; made once for each edition. */
  release(edition?: DemoEdition): Promise<Uint8Array>;
  publicKeyPem(): Promise<string>;
}

/**
 * A vendor with a new key, whose private half stays in this process and ends with it: whoever enrolled the public half
 * will never see anything else signed with it.
 */
export function createDemoVendor(size: AppSize = 'real'): DemoVendor {
  const key = lazily(generateReleaseKey);
  const packageOf = async (edition: DemoEdition) => {
    const { manifest, files } = demoRelease(edition, size);
    return signPackage(buildRelease(manifest, files), (await key()).privateKeyPem);
  };
  const packages = { current: lazily(() => packageOf('current')), older: lazily(() => packageOf('older')) };
  return {
    release: (edition = 'current') => packages[edition](),
    publicKeyPem: async () => (await key()).publicKeyPem,
  };
}

/**
 * Makes the vendor's key the only one that training accepts. For the key ring of `openTrainingWorkspace` alone: on the
 * station's own ring it would displace the keys that customers' releases are signed with.
 */
export async function enrolDemoKey(
  vendor: DemoVendor,
  { store, clock }: { readonly store: Store; readonly clock: Pick<Workspace['clock'], 'now'> },
): Promise<void> {
  const pem = await vendor.publicKeyPem();
  await changeKeyRing(store, () => enrollKey(emptyKeyRing, pem, demoKeyName, clock.now()));
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
