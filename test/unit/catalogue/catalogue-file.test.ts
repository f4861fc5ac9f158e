import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createFileStore, type FileStore } from '../../../electron/adapters/store/file-store.ts';
import { enrollKey, revokeKey } from '../../../electron/core/release/keys.ts';
import { generateReleaseKey, importSigner, type ReleaseKeyPair } from '../../../electron/core/release/release-key.ts';
import { encodeSignature } from '../../../electron/core/release/signature.ts';
import { installCatalogue, loadCatalogue } from '../../../electron/host/catalogue-file.ts';
import { changeKeyRing } from '../../../electron/host/key-ring.ts';
import { shippedCatalogue } from '../../support/catalogue.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const shippedVersion = shippedCatalogue().version;
const productKeyId = (JSON.parse(readFileSync('resources/trust/catalogue.sig', 'utf8')) as { keyId: string }).keyId;
let store: FileStore;
let folder: string;
let key: ReleaseKeyPair;

beforeEach(async () => {
  folder = temporaryFolder();
  store = createFileStore(join(folder, 'data'));
  key = await generateReleaseKey();
});

const enroll = () => changeKeyRing(store, (ring) => enrollKey(ring, key.publicKeyPem, 'Owner', 0));

/** The shipped catalogue as another edition, signed by the owner's key. */
async function edition(version: number): Promise<string> {
  const text = readFileSync('resources/trust/catalogue.json', 'utf8');
  const bytes = new TextEncoder().encode(text.replace(`"version":${shippedVersion},`, `"version":${version},`));
  const path = join(folder, 'catalogue.json');
  writeFileSync(path, bytes);
  writeFileSync(join(folder, 'catalogue.sig'), await encodeSignature(bytes, await importSigner(key.privateKeyPem)));
  return path;
}

describe('the catalogue in use', () => {
  it('is the one that came with the product where none is installed', async () => {
    expect(await loadCatalogue(store)).toMatchObject({
      origin: 'built-in',
      refused: undefined,
      signedBy: productKeyId,
    });
  });

  it('is a newer one from a file, once its key is enrolled', async () => {
    const path = await edition(shippedVersion + 1);
    await expect(installCatalogue(store, path)).rejects.toMatchObject({
      code: 'trust.catalogue-untrusted',
      params: { reason: 'release.unknown-key' },
    });
    await enroll();
    await installCatalogue(store, path);
    const { origin, catalogue, signedBy } = await loadCatalogue(store);
    expect([origin, catalogue.version, signedBy]).toEqual(['installed', shippedVersion + 1, key.id]);
  });

  it('is never an older one', async () => {
    await enroll();
    await installCatalogue(store, await edition(shippedVersion + 2));
    for (const version of [shippedVersion, shippedVersion + 1, shippedVersion + 2]) {
      await expect(installCatalogue(store, await edition(version))).rejects.toMatchObject({
        code: 'trust.catalogue-not-newer',
        params: { version, installed: shippedVersion + 2 },
      });
    }
  });

  it('falls back, and says why, where the installed one is damaged or its key revoked', async () => {
    await enroll();
    await installCatalogue(store, await edition(shippedVersion + 1));
    await changeKeyRing(store, (ring) => revokeKey(ring, key.id, 1));
    expect(await loadCatalogue(store)).toMatchObject({ origin: 'built-in', refused: 'trust.catalogue-untrusted' });
    await store.replace('trust/catalogue.signed', Uint8Array.of(1, 2, 3));
    expect(await loadCatalogue(store)).toMatchObject({ origin: 'built-in', refused: 'trust.catalogue-untrusted' });
  });

  it("is none at all where the station revoked the product's own key", async () => {
    const pem = readFileSync('resources/trust/catalogue.public.pem', 'utf8');
    await changeKeyRing(store, (ring) => enrollKey(ring, pem, 'Product', 0));
    await changeKeyRing(store, (ring) => revokeKey(ring, productKeyId, 1));
    await expect(loadCatalogue(store)).rejects.toMatchObject({ params: { reason: 'release.revoked-key' } });
  });

  it('needs the signature beside the file', async () => {
    const path = join(folder, 'alone.json');
    copyFileSync('resources/trust/catalogue.json', path);
    await expect(installCatalogue(store, path)).rejects.toMatchObject({ code: 'file.not-found' });
  });
});
