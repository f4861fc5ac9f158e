/** Signs the hash of a record: 32 bytes in, the 64 bytes `r || s` out. */
export interface RecordSigner {
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** A public key whose records are trusted. */
export interface RecordKey {
  verify(signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

/** A station's key pair as bytes: PKCS #8 (secret) and SubjectPublicKeyInfo. */
export interface StationKeyPair {
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signatureAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };

export async function generateStationKey(): Promise<StationKeyPair> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const [pkcs8, spki] = await Promise.all([
    crypto.subtle.exportKey('pkcs8', privateKey),
    crypto.subtle.exportKey('spki', publicKey),
  ]);
  return { pkcs8: new Uint8Array(pkcs8), spki: new Uint8Array(spki) };
}

/** Rejects where the bytes are not a P-256 private key. */
export async function importRecordSigner(pkcs8: Uint8Array): Promise<RecordSigner> {
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, keyAlgorithm, false, ['sign']);
  return { sign: async (message) => new Uint8Array(await crypto.subtle.sign(signatureAlgorithm, key, message)) };
}

/** Rejects where the bytes are not a P-256 public key. */
export async function importRecordKey(spki: Uint8Array): Promise<RecordKey> {
  const key = await crypto.subtle.importKey('spki', spki, keyAlgorithm, true, ['verify']);
  return { verify: (signature, message) => crypto.subtle.verify(signatureAlgorithm, key, signature, message) };
}
