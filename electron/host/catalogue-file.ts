import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Catalogue } from '../core/catalogue/catalogue.ts';
import { maxCatalogueLength } from '../core/catalogue/catalogue-document.ts';
import { openCatalogue, type SignedCatalogue } from '../core/catalogue/open-catalogue.ts';
import type { ErrorCode } from '../core/errors/catalogue.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { Store } from '../core/interfaces/store.ts';
import { emptyKeyRing, enrollKey, type KeyRing } from '../core/release/keys.ts';
import { loadKeyRing } from './key-ring.ts';
import { readFileCapped } from './read-file.ts';

/** The catalogue in use, and where it comes from. */
export interface CatalogueInUse extends SignedCatalogue {
  readonly origin: 'built-in' | 'installed';
  /** Why the installed one is not used, where there is one that cannot be. */
  readonly refused: ErrorCode | undefined;
}

const resources = new URL('../../resources/trust/', import.meta.url);
/** One file, so that it is replaced as a whole: a line with the signature, then the catalogue's exact bytes. */
const installedFile = 'trust/catalogue.signed';
const maxSignatureLength = 4096;
const lineFeed = 0x0a;

/**
 * The newer of the catalogue that comes with the product and the one in the data folder. An installed one that is damaged
 * or signed by nobody who is trusted is not used, and that is said. Throws `trust.catalogue-*` for the built-in one.
 */
export async function loadCatalogue(store: Store): Promise<CatalogueInUse> {
  const ring = await catalogueKeys(store);
  const builtIn = await openCatalogue(await resource('catalogue.json'), await resource('catalogue.sig'), ring);
  const installed = await openInstalled(store, ring);
  if (typeof installed === 'string') return { ...builtIn, origin: 'built-in', refused: installed };
  if (installed === undefined || installed.catalogue.version <= builtIn.catalogue.version) {
    return { ...builtIn, origin: 'built-in', refused: undefined };
  }
  return { ...installed, origin: 'installed', refused: undefined };
}

/** The catalogue for those who can do without: undefined where none is trusted here. */
export async function findCatalogue(store: Store): Promise<Catalogue | undefined> {
  try {
    return (await loadCatalogue(store)).catalogue;
  } catch (error) {
    if (error instanceof RecoveryError && error.code.startsWith('trust.catalogue-')) return undefined;
    throw error;
  }
}

/**
 * Takes a newer catalogue from a file and the signature beside it (`catalogue.json`, `catalogue.sig`). Throws
 * `trust.catalogue-*` and leaves what is in use.
 */
export async function installCatalogue(store: Store, path: string): Promise<CatalogueInUse> {
  const bytes = await readFileCapped(path, maxCatalogueLength);
  const signature = await readFileCapped(`${path.replace(/\.json$/, '')}.sig`, maxSignatureLength);
  const lock = await store.lock('catalogue');
  try {
    const signed = await openCatalogue(bytes, signature, await catalogueKeys(store));
    const { version } = (await loadCatalogue(store)).catalogue;
    if (signed.catalogue.version <= version) {
      throw new RecoveryError('trust.catalogue-not-newer', { version: signed.catalogue.version, installed: version });
    }
    await store.replace(installedFile, joinLines(signature, bytes));
    return { ...signed, origin: 'installed', refused: undefined };
  } finally {
    await lock.release();
  }
}

/** The station's own keys first: whoever revokes the product's key there means it. */
async function catalogueKeys(store: Store): Promise<KeyRing> {
  const pem = new TextDecoder().decode(await resource('catalogue.public.pem'));
  const [productKey] = (await enrollKey(emptyKeyRing, pem, 'Unstrand catalogue', 0)).keys;
  const { keys } = await loadKeyRing(store);
  return { schema: 1, keys: productKey === undefined ? keys : [...keys, productKey] };
}

async function openInstalled(store: Store, ring: KeyRing): Promise<SignedCatalogue | ErrorCode | undefined> {
  const file = await store.read(installedFile);
  if (file === undefined) return undefined;
  const end = file.indexOf(lineFeed);
  try {
    return await openCatalogue(file.subarray(end + 1), file.subarray(0, Math.max(end, 0)), ring);
  } catch (error) {
    if (error instanceof RecoveryError) return error.code;
    throw error;
  }
}

function joinLines(signature: Uint8Array, bytes: Uint8Array): Uint8Array {
  const line = signature.subarray(0, signature.indexOf(lineFeed) < 0 ? signature.length : signature.indexOf(lineFeed));
  const file = new Uint8Array(line.length + 1 + bytes.length);
  file.set(line);
  file[line.length] = lineFeed;
  file.set(bytes, line.length + 1);
  return file;
}

async function resource(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(fileURLToPath(new URL(name, resources))));
}
