import { errorArea, errorCatalogue } from '../errors/catalogue.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import type { ProvisioningSession } from './session.ts';

/** Opens a new connection to the unit over one channel and shakes hands; rejects as `openSession` does. */
export type SessionOpener = (signal: AbortSignal | undefined) => Promise<ProvisioningSession>;

const failuresPerChannel = 2;
/** A session that came this far was good for something: handshakes and the unit's name alone are no transfer. */
const usefulRequests = 8;

/**
 * One way to a unit made of several, best first: keeps to a channel for as long as it carries anything, and turns to the next
 * one after two connections in a row that failed or died young. A channel that this machine does not have at all is passed
 * over at once; what the unit itself says (another unit, a wrong secret, weaker security) is never passed over. The caller
 * waits between its calls and gives up, as `RecoveryLink` does.
 */
export function overChannels(openers: readonly [SessionOpener, ...SessionOpener[]]): SessionOpener {
  const [first] = openers;
  let at = 0;
  let failures = 0;
  const turn = () => {
    at = (at + 1) % openers.length;
    failures = 0;
  };
  const failed = () => {
    failures++;
    if (failures >= failuresPerChannel) turn();
  };
  const openCurrent = async (signal: AbortSignal | undefined) => {
    const session = await (openers[at] ?? first)(signal);
    const opened = at;
    const isCurrent = () => opened === at;
    return watchSession(session, {
      useful: () => {
        if (isCurrent()) failures = 0;
      },
      diedYoung: () => {
        if (isCurrent()) failed();
      },
    });
  };
  return async (signal) => {
    for (let left = openers.length; ; left--) {
      try {
        return await openCurrent(signal);
      } catch (error) {
        if (signal?.aborted) throw error;
        if (!isAbsent(error)) {
          if (isPassing(error)) failed();
          throw error;
        }
        turn();
        if (left === 1) throw error;
      }
    }
  };
}

/** Errors of this machine that no waiting changes: no adapter, no permission. */
function isAbsent(error: unknown): boolean {
  if (!(error instanceof RecoveryError)) return false;
  return errorArea(error.code) !== 'provisioning' && errorCatalogue[error.code].retry === 'never';
}

function isPassing(error: unknown): boolean {
  return error instanceof RecoveryError && errorCatalogue[error.code].retry !== 'never';
}

interface SessionWatch {
  readonly useful: () => void;
  readonly diedYoung: () => void;
}

function watchSession(session: ProvisioningSession, { useful, diedYoung }: SessionWatch): ProvisioningSession {
  let answered = 0;
  let isTold = false;
  return {
    capabilities: session.capabilities,
    transport: session.transport,
    get isLost() {
      return session.isLost;
    },
    request: async (endpoint, plain, signal) => {
      try {
        const answer = await session.request(endpoint, plain, signal);
        answered++;
        if (answered === usefulRequests) useful();
        return answer;
      } catch (error) {
        if (answered < usefulRequests && !isTold && !signal?.aborted) diedYoung();
        isTold = true;
        throw error;
      }
    },
    close: () => session.close(),
  };
}
