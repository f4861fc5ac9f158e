import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { unknown } from '../../core/inspect/fact.ts';
import type { UnitFacts } from '../../core/inspect/facts.ts';
import { type LinkModel, linkModelOf } from '../../core/provisioning/link-speed.ts';
import type { DeviceInfo } from '../../core/provisioning/proto/rcv_pb.ts';
import { inferFacts } from '../../core/provisioning/recovery/infer-facts.ts';
import { type RecoveryReadOptions, readRecoveryFacts } from '../../core/provisioning/recovery/read-facts.ts';
import { recoveryOfferOf } from '../../core/provisioning/recovery-offer.ts';
import { allowedDowngrade, checkProductSecurity } from '../../core/provisioning/required-security.ts';
import type { SecurityDowngrade } from '../../core/provisioning/security-policy.ts';
import type { ProvisioningSession } from '../../core/provisioning/session.ts';
import { withNetwork, withNetworkFinding } from '../../core/provisioning/wifi/network-finding.ts';
import type { ChannelAccess, ChannelMeans } from './channel-access.ts';
import { type Meeting, meetUnit, overTargets, shakeHands } from './channel-opener.ts';

/** What a unit told over BLE or SoftAP. */
export interface ChannelReading {
  readonly facts: UnitFacts;
  /** Undefined where nothing was read and the facts are inferred: such a unit offers no recovery without a cable. */
  readonly device: DeviceInfo | undefined;
  /** What the unit says of its receive buffer: the judge's `inputBuffer`. */
  readonly inputBuffer: number | undefined;
  /** Less security than the unit's product has, which a technician let pass. */
  readonly downgrade: SecurityDowngrade | undefined;
  /** The link that it was read over, by which a plan tells how long it takes. */
  readonly link: LinkModel;
}

type ReadOptions = RecoveryReadOptions;

/**
 * Facts of a unit without a cable: its own report, or, for firmware without recovery endpoints, what the releases know of
 * it, marked as inferred; for those no code is needed, but with one such a unit says how it fares with its network. Throws `provisioning.*`, `ble.*`; nothing changes on the unit.
 */
export async function readChannelFacts(
  access: ChannelAccess,
  means: ChannelMeans,
  options: ReadOptions,
): Promise<ChannelReading> {
  return overTargets(access, options.signal, async (target) => {
    const meeting = await meetUnit(target, means, options.signal);
    if (!offersRecovery(meeting)) return withStationWord(meeting, access, means, options);
    const session = await shakeHands(meeting, access, means, options.signal);
    return closing(session, async () => {
      const reading = await readSessionFacts(session, access, means, options);
      return { ...reading, facts: await withNetworkFinding(reading.facts, session, options.signal) };
    });
  });
}

/** Whether a unit says that it can be read and recovered without a cable. */
export function offersRecovery({ capabilities }: Pick<Meeting, 'capabilities'>): boolean {
  return recoveryOfferOf(capabilities)?.endpoints.includes('rcv-info') === true;
}

/** Facts over a session that is open. Throws `provisioning.downgraded` where the product must have more security. */
export async function readSessionFacts(
  session: ProvisioningSession,
  { allowsDowngrade }: Pick<ChannelAccess, 'allowsDowngrade'>,
  { releases, random }: Pick<ChannelMeans, 'releases' | 'random'>,
  options: ReadOptions,
): Promise<ChannelReading> {
  const { capabilities } = session;
  const { facts, device, inputBuffer } = await readRecoveryFacts(session, { ...options, random });
  checkProductSecurity(capabilities, facts, releases, allowsDowngrade);
  const downgrade = allowedDowngrade(capabilities, facts, releases);
  return { facts, device, inputBuffer, downgrade, link: linkModelOf(session.transport) };
}

/** What the releases know of a unit that only says what it runs; ends the connection. */
export async function inferredReading(meeting: Meeting, options: ReadOptions): Promise<ChannelReading> {
  await meeting.transport.close();
  return inferredOf(meeting, options);
}

/**
 * The same, with the unit's own word on its network where it was given what opens a session: `not-read` stands where the
 * code is missing, and `not-supported` where the unit does not tell. Ends the connection. Throws what says that the code
 * or the unit is wrong.
 */
async function withStationWord(
  meeting: Meeting,
  access: ChannelAccess,
  means: ChannelMeans,
  options: ReadOptions,
): Promise<ChannelReading> {
  const reading = inferredOf(meeting, options);
  const { capabilities, transport } = meeting;
  if (needsCode(capabilities) && access.credentials.pop === undefined) {
    await transport.close();
    return { ...reading, facts: withNetwork(reading.facts, unknown('not-read')) };
  }
  try {
    const session = await shakeHands(meeting, access, means, options.signal);
    return await closing(session, async () => {
      return { ...reading, facts: await withNetworkFinding(reading.facts, session, options.signal) };
    });
  } catch (error) {
    if (!(error instanceof RecoveryError) || isAboutTrust.has(error.code)) throw error;
    return { ...reading, facts: withNetwork(reading.facts, unknown('not-supported')) };
  }
}

/** Whoever gave a code is told where it is wrong, and where it must not be shown. */
const isAboutTrust: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'provisioning.credentials-refused',
  'provisioning.unit-not-proven',
  'provisioning.downgraded',
]);

function needsCode({ security, noProofOfPossession }: Meeting['capabilities']): boolean {
  return security !== 0 && !noProofOfPossession;
}

function inferredOf({ transport, capabilities }: Meeting, options: ReadOptions): ChannelReading {
  const { channel, simulated } = transport;
  const facts = inferFacts({ channel, simulated, capabilities }, options);
  return { facts, device: undefined, inputBuffer: undefined, downgrade: undefined, link: linkModelOf(transport) };
}

async function closing<T>(session: ProvisioningSession, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await session.close();
  }
}
