import { parseSoftApUrl } from '../adapters/softap/softap-address.ts';
import { softApTransport } from '../adapters/softap/softap-transport.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import { openSession, type UnitCredentials } from '../core/provisioning/open-session.ts';
import { type RecoveryReadOptions, readRecoveryFacts } from '../core/provisioning/recovery/read-facts.ts';
import { leastSecurity } from '../core/provisioning/security-policy.ts';
import { withNetworkFinding } from '../core/provisioning/wifi/network-finding.ts';
import type { Workspace } from './workspace.ts';

/** A unit behind its own access point. */
export interface SoftApSource {
  readonly url: string;
  readonly credentials: UnitCredentials;
  /** Address of the Wi-Fi adapter that is in the unit's network, where this machine joined it. */
  readonly localAddress?: string | undefined;
}

/** What the unit reports of itself over its recovery endpoints; the connection is closed afterwards. Throws `provisioning.*`. */
export async function readSoftApFacts(
  { url, credentials, localAddress }: SoftApSource,
  options: RecoveryReadOptions,
  { random }: Workspace,
): Promise<UnitFacts> {
  const transport = softApTransport(parseSoftApUrl(url), { localAddress });
  const { signal } = options;
  const session = await openSession(transport, { credentials, policy: leastSecurity, random, signal });
  try {
    return await withNetworkFinding((await readRecoveryFacts(session, options)).facts, session, signal);
  } finally {
    await session.close();
  }
}
