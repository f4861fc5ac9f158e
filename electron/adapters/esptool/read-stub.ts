import { sameBytes } from '../../core/bytes/byte-view.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { md5Of } from './md5.ts';
import { opcode, words } from './opcodes.ts';
import { type Session, transferTimeoutMs } from './session.ts';

const packetBytes = 0x1000;
const packetsInFlight = 64;

/**
 * Reads a range through the stub and compares the digest that follows it (ESPTOOL-JS R1, R2): every packet is answered
 * with the total so far, and the digest is always taken from the line. Throws `loader.digest-mismatch`.
 */
export async function readFromStub(
  session: Session,
  offset: number,
  into: Uint8Array,
  onBytes: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { channel } = session;
  await channel.command(opcode.readFlash, words(offset, into.length, packetBytes, packetsInFlight));
  const timeoutMs = transferTimeoutMs(session, packetBytes);
  let received = 0;
  while (received < into.length) {
    const packet = await channel.readFrame(timeoutMs);
    if (packet.length > into.length - received) throw new RecoveryError('link.corrupt', { offset });
    into.set(packet, received);
    received += packet.length;
    if (signal?.aborted === true) await leaveTransfer(session, signal);
    await channel.sendFrame(words(received));
    onBytes(received);
  }
  const digest = await channel.readFrame(timeoutMs);
  if (!sameBytes(digest, md5Of(into))) throw new RecoveryError('loader.digest-mismatch', { offset });
}

/** A stub whose packets are not acknowledged gives up after 0.6 s at most and sends the digest (ESPTOOL-JS §7). */
async function leaveTransfer({ channel }: Session, signal: AbortSignal): Promise<void> {
  await channel.settle(700);
  signal.throwIfAborted();
}
