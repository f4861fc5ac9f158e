import { sameBytes } from '../../core/bytes/byte-view.ts';
import { md5 } from '../../core/bytes/digest.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { defaultTimeoutMs } from './commands.ts';
import { opcode, words } from './protocol.ts';
import type { Session } from './session.ts';
import { encodeSlip } from './slip.ts';

/** The largest packet that the stub sends (FORMATS §10.3). */
const packetLength = 0x1000;
const digestLength = 16;

export interface PieceOptions {
  readonly onPacket: (done: number) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads into `target` with READ_FLASH and compares the MD5 that ends it (ESPTOOL-JS R1, R2). The stub keeps one packet in
 * flight and takes its ACK also while it still sends it, so that the next follows without a pause. Throws `loader.digest-mismatch`, `link.corrupt`, what a command throws, or the
 * signal's reason between packets; whoever catches it brings the stub back with `settle`.
 */
export async function readPiece(
  session: Session,
  offset: number,
  target: Uint8Array,
  { onPacket, signal }: PieceOptions,
): Promise<void> {
  const { transport, commands } = session;
  const range = { offset, length: target.length };
  const sum = md5.create();
  const acks = acknowledger(session, target.length);
  await commands.request(opcode.readFlash, words(offset, target.length, packetLength, 1));
  try {
    if (session.acksEarly) {
      transport.onChunk = acks.follow;
      acks.follow();
    }
    for (let done = 0; done < target.length; ) {
      signal?.throwIfAborted();
      const packet = await transport.receive(defaultTimeoutMs);
      if (packet.length !== Math.min(packetLength, target.length - done))
        throw new RecoveryError('link.corrupt', range);
      target.set(packet, done);
      sum.update(packet);
      done += packet.length;
      acks.upTo(done);
      onPacket(done);
    }
    const digest = await transport.receive(defaultTimeoutMs);
    if (digest.length !== digestLength || !sameBytes(digest, sum.digest())) {
      throw new RecoveryError('loader.digest-mismatch', range);
    }
  } catch (error) {
    session.acksEarly = false;
    throw error;
  } finally {
    transport.onChunk = undefined;
  }
}

/** Sends each ACK once: the total of bytes up to the packet's end, 4 bytes. */
function acknowledger({ transport }: Session, total: number) {
  const begunBefore = transport.segmentsBegun;
  let acknowledged = 0;
  const upTo = (wanted: number) => {
    while (acknowledged < Math.min(wanted, total)) {
      acknowledged = Math.min(acknowledged + packetLength, total);
      transport.send(encodeSlip(words(acknowledged)), defaultTimeoutMs).catch(() => {}); // a lost ACK shows as a packet that does not come
    }
  };
  return {
    upTo,
    /** Up to the packet that is coming in. The first segment begun is the reply to the command itself. */
    follow: () => upTo((transport.segmentsBegun - begunBefore - 1) * packetLength),
  };
}
