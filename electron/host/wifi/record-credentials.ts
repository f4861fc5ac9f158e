import { encodeHex } from '../../core/bytes/hex.ts';
import type { CredentialsBody } from '../../core/records/credentials-entry.ts';
import { isoTime } from '../run-job.ts';
import { stationName } from '../station-name.ts';
import type { Workspace } from '../workspace.ts';

/** Puts into the chain of records that a unit gets credentials, or how that ended; durable when resolved. */
export async function recordCredentials(
  entry: Omit<CredentialsBody, 'schema' | 'kind' | 'id' | 'at' | 'station'>,
  { records, random, clock }: Workspace,
): Promise<void> {
  const id = encodeHex(random.bytes(8));
  await records.append({
    ...{ schema: 1, kind: 'credentials', id, at: isoTime(clock), station: stationName() },
    ...entry,
  });
}
