import { hexNumber } from '../../core/bytes/hex.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { WireEvent } from '../../core/interfaces/flash-loader.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import { refuseEfuseWrites } from './efuse-guard.ts';
import { encodeRequest, parseReply, payloadLength, type Reply } from './protocol.ts';
import { encodeSlip } from './slip.ts';
import type { FrameTransport } from './transport.ts';

/** What a loader is given for an ordinary command (FORMATS §10.4). */
export const defaultTimeoutMs = 3000;
/** Refusal by the ROM: bad message, also its answer to an opcode that it does not know. */
const romBadMessage = 0x05;
/** A reply to an unknown opcode comes up to eight times: what follows is waited out (ESPTOOL-JS §4). */
const repeatQuietMs = 100;

/** A request as it goes over the wire, checked by the eFuse guard and ready before its turn. */
export interface PreparedRequest {
  readonly opcode: number;
  readonly requestBytes: number;
  readonly wire: Uint8Array;
}

/** Checks and encodes a request. There is no other way to make one. Throws `loader.efuse-write-refused`. */
export function prepareRequest(frame: Uint8Array): PreparedRequest {
  refuseEfuseWrites(frame);
  return { opcode: frame[1] ?? 0, requestBytes: frame.length, wire: encodeSlip(frame) };
}

/** A loader's reply without its status. */
export interface Answer {
  readonly value: number;
  readonly data: Uint8Array;
}

/**
 * Commands to a loader, one at a time, each with its status checked (ESPTOOL-JS R7). Rejects with `port.gone`,
 * `link.timeout` or `loader.command-refused` {opcode, status}.
 */
export interface Commands {
  request(code: number, data?: Uint8Array, timeoutMs?: number): Promise<Answer>;
  exchange(request: PreparedRequest, timeoutMs: number): Promise<Answer>;
}

/** Commands over a transport; `onEvent` is told opcode, lengths, time and result of each, never its payload (DESIGN §5.7). */
export function createCommands(transport: FrameTransport, clock: Clock, onEvent: (event: WireEvent) => void): Commands {
  /** Replies to other opcodes are late ones, unless the ROM refuses the opcode itself under the name of an earlier one. */
  const replyTo = async (code: number, timeoutMs: number): Promise<Reply> => {
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    for (;;) {
      const segment = await transport.receive(Math.max(0, deadlineMs - clock.monotonicMs()));
      const reply = parseReply(segment);
      if (reply === undefined) transport.stray.add(segment);
      else if (reply.opcode === code) return reply;
      else if (reply.data[0] === 1 && reply.data[1] === romBadMessage) {
        await transport.drain(repeatQuietMs);
        return reply;
      }
    }
  };

  const commands: Commands = {
    request(code, data = new Uint8Array(), timeoutMs = defaultTimeoutMs) {
      return commands.exchange(prepareRequest(encodeRequest(code, data)), timeoutMs);
    },
    async exchange({ opcode, requestBytes, wire }, timeoutMs) {
      transport.flush();
      const startMs = clock.monotonicMs();
      const log = (result: WireEvent['result'], replyBytes: number) => {
        const durationMs = clock.monotonicMs() - startMs;
        onEvent({ timeMs: clock.now(), opcode, requestBytes, replyBytes, result, durationMs });
      };
      try {
        await transport.send(wire, timeoutMs);
        const { value, data } = await replyTo(opcode, timeoutMs);
        const end = payloadLength(opcode, data.length);
        const isOk = data[end] === 0;
        log(isOk ? 'ok' : 'refused', data.length);
        if (!isOk) throw refused(opcode, data.subarray(end, end + 2));
        return { value, data: data.subarray(0, end) };
      } catch (error) {
        if (transport.isLost) log('lost', 0);
        else if (isTimeout(error)) log('timeout', 0);
        throw error;
      }
    },
  };
  return commands;
}

function isTimeout(error: unknown): boolean {
  return error instanceof RecoveryError && error.code === 'link.timeout';
}

function refused(code: number, status: Uint8Array): RecoveryError {
  const [high = 0, low = 0] = status;
  return new RecoveryError('loader.command-refused', {
    opcode: hexNumber(code, 2),
    status: hexNumber(high * 256 + low, 4),
  });
}
