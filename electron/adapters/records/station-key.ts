import { z } from 'zod';
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts';
import type { SecretStore } from '../../core/interfaces/machine.ts';
import { generateStationKey, type StationKeyPair } from '../../core/records/record-keys.ts';
import { secretOnce } from '../store/file-secrets.ts';
import type { FileStore } from '../store/file-store.ts';

const secretName = 'record-signing-key';
const secretSchema = z.object({ pkcs8: z.string(), spki: z.string() });

/** The key that signs this station's records: ECDSA P-256, made on first use, never outside the secret store. */
export async function stationKey(store: Pick<FileStore, 'lock'>, secrets: SecretStore): Promise<StationKeyPair> {
  const secret = await secretOnce(store, secrets, secretName, async () => {
    const { pkcs8, spki } = await generateStationKey();
    return JSON.stringify({ pkcs8: encodeBase64(pkcs8), spki: encodeBase64(spki) });
  });
  const { pkcs8, spki } = secretSchema.parse(JSON.parse(secret));
  return { pkcs8: decodeBase64(pkcs8), spki: decodeBase64(spki) };
}
