import { RecoveryError } from '../errors/recovery-error.ts';
import type { KeyRing } from '../release/keys.ts';
import { checkSignature } from '../release/signature.ts';
import { type Catalogue, parseCatalogue } from './catalogue.ts';
import { maxCatalogueLength } from './catalogue-document.ts';

/** A catalogue whose signature was checked. */
export interface SignedCatalogue {
  readonly catalogue: Catalogue;
  /** Id of the key that signed it. */
  readonly signedBy: string;
}

/**
 * Opens a catalogue: its signature over the exact bytes first, by a key of the ring that is not revoked, then its content.
 * Throws `trust.catalogue-untrusted` and `trust.catalogue-damaged`.
 */
export async function openCatalogue(bytes: Uint8Array, signature: Uint8Array, ring: KeyRing): Promise<SignedCatalogue> {
  if (bytes.length > maxCatalogueLength) throw new RecoveryError('trust.catalogue-damaged', { reason: 'too-large' });
  const signedBy = await checkSignature(signature, bytes, ring).catch((cause: unknown) => {
    const reason = cause instanceof RecoveryError ? cause.code : 'unreadable';
    throw new RecoveryError('trust.catalogue-untrusted', { reason }, { cause });
  });
  return { catalogue: parseCatalogue(bytes), signedBy };
}
