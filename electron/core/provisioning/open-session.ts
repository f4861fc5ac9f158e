import { type ErrorParams, RecoveryError } from '../errors/recovery-error.ts';
import type { Random } from '../interfaces/machine.ts';
import type { ProvisioningTransport } from '../interfaces/provisioning-transport.ts';
import { type Capabilities, parseProtoVer } from './capabilities.ts';
import { badAnswer } from './decode-message.ts';
import { openSecurity0 } from './security/security0.ts';
import { openSecurity1 } from './security/security1.ts';
import { openSecurity2 } from './security/security2.ts';
import type { HandshakeExchange, SessionCipher } from './security/session-cipher.ts';
import { checkSecurity, type SecurityPolicy } from './security-policy.ts';
import { type ProvisioningSession, sessionOver } from './session.ts';

/** What the label or the QR code of a unit says; secret, and absent where there is nothing. */
export interface UnitCredentials {
  /** Proof of possession of security 1, or password of security 2. */
  readonly pop?: string | undefined;
  /** Security 2 alone. */
  readonly username?: string | undefined;
}

export interface SessionOptions {
  readonly credentials: UnitCredentials;
  readonly policy: SecurityPolicy;
  /** A technician let a downgrade pass. */
  readonly allowsDowngrade?: boolean | undefined;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
}

const utf8 = new TextEncoder();
/** The body counts for nothing, but neither HTTP nor BLE takes an empty one (PROTOCOLS §1.3, §1.4). */
const anyBody = utf8.encode('---');

/** What the unit says of itself. Throws `provisioning.exchange-failed` and `provisioning.bad-answer`. */
export async function readCapabilities(transport: ProvisioningTransport, signal?: AbortSignal): Promise<Capabilities> {
  const answer = parseProtoVer(await transport.exchange('proto-ver', anyBody, signal));
  if (!answer.ok) throw badAnswer('proto-ver', answer.problem.code);
  return answer.value;
}

/**
 * Reads what the unit offers, holds it against what its product must have, and shakes hands. Throws
 * `provisioning.downgraded`, `provisioning.credentials-needed`, `provisioning.credentials-refused`,
 * `provisioning.unit-not-proven` and what the transport throws; the connection is closed then.
 */
export async function openSession(
  transport: ProvisioningTransport,
  options: SessionOptions,
): Promise<ProvisioningSession> {
  const capabilities = await closingOnError(transport, () => readCapabilities(transport, options.signal));
  return openSessionWith(transport, capabilities, options);
}

/** The same where it has been read over this connection already what the unit offers. */
export function openSessionWith(
  transport: ProvisioningTransport,
  capabilities: Capabilities,
  options: SessionOptions,
): Promise<ProvisioningSession> {
  return closingOnError(transport, async () => {
    checkSecurity(capabilities, options.policy, options.allowsDowngrade === true);
    const cipher = await shakeHands(transport, capabilities, options);
    return sessionOver(transport, capabilities, cipher);
  });
}

async function closingOnError<T>(transport: ProvisioningTransport, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await transport.close();
    throw error;
  }
}

function shakeHands(
  transport: ProvisioningTransport,
  { generation, security, patch, noProofOfPossession }: Capabilities,
  { credentials: { pop = '', username = '' }, random, signal }: SessionOptions,
): Promise<SessionCipher> {
  const exchange: HandshakeExchange = (request) => transport.exchange('prov-session', request, signal);
  if (security === 0) return openSecurity0(exchange);
  if (security === 1) {
    // ESP-IDF v3.2 does not say whether it was started with one.
    if (pop === '' && !noProofOfPossession && generation !== 'text') throw credentialsNeeded('proof-of-possession');
    const proof = noProofOfPossession ? new Uint8Array() : utf8.encode(pop);
    return openSecurity1(refusalAt(2, exchange), proof, random);
  }
  if (pop === '') throw credentialsNeeded('password');
  if (username === '') throw credentialsNeeded('user-name');
  const login = { username: utf8.encode(username), password: utf8.encode(pop) };
  return openSecurity2(refusalAt(1, exchange), login, patch, random);
}

function credentialsNeeded(kind: ErrorParams[string]): RecoveryError {
  return new RecoveryError('provisioning.credentials-needed', { kind });
}

/**
 * A wrong secret is no status but a broken exchange, like a broken link (PROTOCOLS §2.2): from the given exchange of a
 * handshake on, right after the unit has answered others, it is told as the unit's refusal.
 */
function refusalAt(first: number, exchange: HandshakeExchange): HandshakeExchange {
  let count = 0;
  return async (request) => {
    count++;
    try {
      return await exchange(request);
    } catch (cause) {
      const isRefusal = cause instanceof RecoveryError && cause.code === 'provisioning.exchange-failed';
      if (!isRefusal || count < first) throw cause;
      throw new RecoveryError('provisioning.credentials-refused', {}, { cause });
    }
  };
}
