import { errorArea, errorCatalogue } from '../../core/errors/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ProvisioningTransport } from '../../core/interfaces/provisioning-transport.ts';
import type { Capabilities } from '../../core/provisioning/capabilities.ts';
import { openSessionWith, readCapabilities } from '../../core/provisioning/open-session.ts';
import type { SessionOpener } from '../../core/provisioning/over-channels.ts';
import { requiredSecurity, userNameOf } from '../../core/provisioning/required-security.ts';
import type { ProvisioningSession } from '../../core/provisioning/session.ts';
import type { ChannelAccess, ChannelMeans } from './channel-access.ts';

/** A connection over which the unit has said what it offers, and nothing else yet. */
export interface Meeting {
  readonly transport: ProvisioningTransport;
  readonly capabilities: Capabilities;
}

/** What opens a session, whatever the target. */
export type SessionAccess = Omit<ChannelAccess, 'targets'>;

/** Means of getting to a unit: where they fail, another may not. */
const meansOfReaching: ReadonlySet<string> = new Set(['ble', 'wifi']);

/**
 * Does the work at the preferred target, and at the next one where the way to the unit is what failed; what the unit itself
 * says, above all of a code, would be the same over another channel. The work must be idempotent. Throws what was wrong
 * with the preferred one where none would do.
 */
export async function overTargets<T>(
  { targets }: Pick<ChannelAccess, 'targets'>,
  signal: AbortSignal | undefined,
  work: (target: string) => Promise<T>,
): Promise<T> {
  const problems: unknown[] = [];
  for (const target of targets) {
    try {
      return await work(target);
    } catch (error) {
      if (signal?.aborted || !isTheWay(error)) throw error;
      problems.push(error);
    }
  }
  throw problems[0];
}

function isTheWay(error: unknown): boolean {
  if (!(error instanceof RecoveryError)) return false;
  return errorCatalogue[error.code].retry === 'reconnect' || meansOfReaching.has(errorArea(error.code) ?? '');
}

/** Connects and asks what the unit offers. Throws `provisioning.*`, `ble.*`. */
export async function meetUnit(
  target: string,
  { open, releases }: ChannelMeans,
  signal: AbortSignal | undefined,
): Promise<Meeting> {
  const transport = await open(target, { releases, signal });
  try {
    return { transport, capabilities: await readCapabilities(transport, signal) };
  } catch (error) {
    await transport.close();
    throw error;
  }
}

/** The same, and shakes hands. Throws like `openSession`. */
export async function openUnitAt(
  target: string,
  access: SessionAccess,
  means: ChannelMeans,
  signal: AbortSignal | undefined,
): Promise<ProvisioningSession> {
  return shakeHands(await meetUnit(target, means, signal), access, means, signal);
}

/** Opens a session over whichever target answers, each time anew. */
export function sessionOpener(access: ChannelAccess, means: ChannelMeans): SessionOpener {
  return (signal) => overTargets(access, signal, (target) => openUnitAt(target, access, means, signal));
}

/** The session of a unit that was met. Throws like `openSession`; the connection is closed then. */
export function shakeHands(
  { transport, capabilities }: Meeting,
  { credentials, allowsDowngrade }: SessionAccess,
  { releases, random }: ChannelMeans,
  signal: AbortSignal | undefined,
): Promise<ProvisioningSession> {
  const { pop, username = userNameOf(capabilities, releases) } = credentials;
  const policy = requiredSecurity(capabilities, releases);
  return openSessionWith(transport, capabilities, {
    credentials: { pop, username },
    policy,
    allowsDowngrade,
    random,
    signal,
  });
}
