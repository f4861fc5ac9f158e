import { unzipSync } from 'fflate';
import { buildRelease, packFiles } from '../../../electron/core/release/build-package.ts';
import type { ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import { generateReleaseKey } from '../../../electron/core/release/release-key.ts';
import { signPackage } from '../../../electron/core/release/sign-package.ts';
import { demoRelease } from '../../../electron/sim/training/demo-release.ts';

/** A vendor, and what may reach a person under the vendor's name. */
export interface TestVendor {
  readonly publicKeyPem: string;
  readonly unsigned: Uint8Array;
  /** One bit of the firmware is another than when it was signed. */
  readonly tampered: Uint8Array;
  /** Signed and whole, for a product that no training unit is. */
  readonly otherProduct: Uint8Array;
}

/** The firmware of the training units in other hands; `name` is what the other product calls itself. */
export async function testVendor(name: string): Promise<TestVendor> {
  const { publicKeyPem, privateKeyPem } = await generateReleaseKey();
  const { manifest, files } = demoRelease('current', 'tiny');
  const unsigned = buildRelease(manifest, files);
  const other: ReleaseManifest = {
    ...manifest,
    product: { id: 'other-lamp', name },
    identify: [{ kind: 'project-name', value: 'other-lamp' }],
    knownReleases: [],
  };
  return {
    publicKeyPem,
    unsigned,
    tampered: withOneBitOther(await signPackage(unsigned, privateKeyPem)),
    otherProduct: await signPackage(buildRelease(other, files), privateKeyPem),
  };
}

function withOneBitOther(zip: Uint8Array): Uint8Array {
  const files = Object.entries(unzipSync(zip)).map(([name, bytes]): [string, Uint8Array] => {
    if (!name.endsWith('.bin')) return [name, bytes];
    const other = bytes.slice();
    other[100] = (other[100] ?? 0) ^ 1;
    return [name, other];
  });
  return packFiles(files, files.find(([name]) => name.endsWith('.sig'))?.[1]);
}
