import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { restart, stepDown } from './connect.ts';
import { type Session, settle } from './session.ts';

/** What a bad wire or a lost place can cause; everything else is not cured by doing it again. */
const wireFaults: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'link.timeout',
  'link.corrupt',
  'loader.digest-mismatch',
  'loader.command-refused',
]);
const triesPerRate = 2;
const triesAtLastRate = 3;
/** A refusal may be the echo of a byte that was spoiled on the way; what is refused again and again is meant so. */
const maxRefusals = 3;
const maxRefusalsOfCommand = 2;

/** The stub's words for a block of another length or checksum, and the ROM's for the latter (FORMATS §10.4). */
const spoiledOnTheWay: ReadonlySet<unknown> = new Set(['0xc000', '0xc100', '0xc900', '0x0107']);

/**
 * Does a piece of work again until the wire lets it through: the loader is brought back to where it answers, at the same
 * rate first, then one rung down, and by a reset where it stays silent. `work` must be safe to repeat from its start.
 * Throws the last failure, or at once what no repetition cures. After an abort the loader takes commands again.
 */
export async function withRetries<T>(
  session: Session,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  refusalsAllowed = maxRefusals,
): Promise<T> {
  let failuresAtRate = 0;
  let refusals = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { baudRate } = session;
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) await settle(session);
      if (signal?.aborted || !isWireFault(error)) throw error;
      if (error.code === 'loader.command-refused' && !spoiledOnTheWay.has(error.params.status)) refusals++;
      failuresAtRate++;
      if (refusals >= refusalsAllowed || !(await repair(session, failuresAtRate))) throw error;
      if (session.baudRate !== baudRate) failuresAtRate = 0;
    }
  }
}

/** The same for one command that may be repeated. */
export function withRetriedCommand<T>(session: Session, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  return withRetries(session, signal, work, maxRefusalsOfCommand);
}

function isWireFault(error: unknown): error is RecoveryError {
  return error instanceof RecoveryError && wireFaults.has(error.code);
}

/** False where there is nothing left to try. */
async function repair(session: Session, failuresAtRate: number): Promise<boolean> {
  const isSettled = await settle(session);
  if (session.transport.isLost) return false;
  if (isSettled && failuresAtRate < triesPerRate) return true;
  if (await stepDown(session)) return true;
  if (failuresAtRate >= triesAtLastRate) return false;
  return isSettled || restart(session, [session.baudRate]);
}
