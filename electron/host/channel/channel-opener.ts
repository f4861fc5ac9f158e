import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ProvisioningTransport } from '../../core/interfaces/provisioning-transport.ts';
import type { Capabilities } from '../../core/provisioning/capabilities.ts';
import { openSessionWith, readCapabilities } from '../../core/provisioning/open-session.ts';
import { requiredSecurity, userNameOf } from '../../core/provisioning/required-security.ts';
import type { ProvisioningSession } from '../../core/provisioning/session.ts';
import type { ChannelAccess, ChannelMeans } from './channel-access.ts';

/** A connection over which the unit has said what it offers, and nothing else yet. */
export interface Meeting {
  readonly transport: ProvisioningTransport;
  readonly capabilities: Capabilities;
}

/** The way to one unit, over whichever of its channels answers. */
export interface ChannelOpener {
  /** Connects and asks what the unit offers. Throws `provisioning.*`, `ble.*`. */
  meet(signal: AbortSignal | undefined): Promise<Meeting>;
  /** The same, and shakes hands. Throws like `openSession`. */
  open(signal: AbortSignal | undefined): Promise<ProvisioningSession>;
}

/** Another channel would lead to the same answer, and the code would only be shown once more. */
const final: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'usage.bad-argument',
  'provisioning.downgraded',
  'provisioning.credentials-needed',
  'provisioning.credentials-refused',
  'provisioning.unit-not-proven',
]);

/** Opens the preferred target, and the next one where it does not answer; after one has died, the one behind it comes first. */
export function channelOpener({ targets, ...access }: ChannelAccess, means: ChannelMeans): ChannelOpener {
  let preferred = 0;
  const inOrder = async <T>(signal: AbortSignal | undefined, work: (meeting: Meeting) => Promise<T>): Promise<T> => {
    const first = preferred;
    const problems: unknown[] = [];
    for (const [step] of targets.entries()) {
      const index = (first + step) % targets.length;
      const onDeath = () => {
        preferred = (index + 1) % targets.length;
      };
      preferred = index;
      try {
        return await work(await meetAt(targets[index] ?? targets[0], onDeath, means, signal));
      } catch (error) {
        if (signal?.aborted || !(error instanceof RecoveryError) || final.has(error.code)) throw error;
        problems.push(error);
      }
    }
    throw problems[0];
  };
  return {
    meet: (signal) => inOrder(signal, async (meeting) => meeting),
    open: (signal) => inOrder(signal, (meeting) => shakeHands(meeting, access, means, signal)),
  };
}

async function meetAt(
  target: string,
  onDeath: () => void,
  { open, releases }: ChannelMeans,
  signal: AbortSignal | undefined,
): Promise<Meeting> {
  const transport = watched(await open(target, { releases, signal }), onDeath);
  try {
    return { transport, capabilities: await readCapabilities(transport, signal) };
  } catch (error) {
    await transport.close();
    throw error;
  }
}

/** The session of a unit that was met. Throws like `openSession`; the connection is closed then. */
export function shakeHands(
  { transport, capabilities }: Meeting,
  { credentials, allowsDowngrade }: Omit<ChannelAccess, 'targets'>,
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

/** Tells when an exchange breaks. */
function watched(transport: ProvisioningTransport, onDeath: () => void): ProvisioningTransport {
  const { channel, simulated, mtu } = transport;
  return {
    channel,
    simulated,
    mtu,
    get limits() {
      return transport.limits;
    },
    close: () => transport.close(),
    exchange: async (endpoint, request, signal) => {
      try {
        return await transport.exchange(endpoint, request, signal);
      } catch (error) {
        onDeath();
        throw error;
      }
    },
  };
}
