import { answerOffset } from '../../core/bytes/com-port.ts';
import { negotiator, option, telnetReader } from '../../core/bytes/telnet.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { WireEvents } from '../wire-link.ts';
import { type Address, type Connection, connectTo } from './connection.ts';

/** How long an acknowledgement may take: the far end's adapter and the network in between. */
const answerTimeoutMs = 3000;

/** What an acknowledgement must say. */
export interface Expected {
  readonly code: number;
  confirms(value: Uint8Array): boolean;
}

/** A client's side of the COM port option over one connection. Its errors: `link.protocol`, `link.timeout`, `port.gone`. */
export interface ComPortSession extends Pick<Connection, 'write' | 'end'> {
  /** Sends the offers and resolves when the far end has agreed to the COM port option. */
  agree(offers: readonly Uint8Array[]): Promise<void>;
  /** Sends the commands in one write and resolves when every expected acknowledgement has come. */
  command(commands: readonly Uint8Array[], expected: readonly Expected[]): Promise<void>;
}

/** What the far end says, to whoever waits for it. */
interface Hearing {
  onAgreement?(agreed: boolean): void;
  onAnswer?(code: number, value: Uint8Array): void;
}

/**
 * Connects and reads the stream; `onAnswer` gets every answer, asked for or not. Throws `link.unreachable`.
 */
export async function comPortSession(
  address: Address,
  name: string,
  requested: Readonly<Record<'will' | 'do', readonly number[]>>,
  events: WireEvents & Required<Pick<Hearing, 'onAnswer'>>,
): Promise<ComPortSession> {
  const waiting = new Set<Hearing & { onEnd(): void }>();
  const read = telnetReader({
    onData: events.onData,
    onNegotiation(verb, code) {
      respond(verb, code);
      if (code !== option.comPort || (verb !== 'do' && verb !== 'dont')) return;
      for (const { onAgreement } of waiting) onAgreement?.(verb === 'do');
    },
    onSubnegotiation([kind, command = 0, ...value]) {
      if (kind !== option.comPort) return;
      for (const { onAnswer } of [events, ...waiting]) onAnswer?.(command - answerOffset, Uint8Array.from(value));
    },
    onViolation: () => connection.end(),
  });
  const connection = await connectTo(address, name, {
    onData: read,
    onLost() {
      for (const { onEnd } of waiting) onEnd();
      events.onLost();
    },
  });
  const respond = negotiator(connection.post, requested);

  /** Sends, then waits until `hear` calls `done`, the time is over or the connection has ended. */
  const exchange = async (
    packets: readonly Uint8Array[],
    hear: (done: (failure?: RecoveryError) => void) => Hearing,
    late: () => RecoveryError,
  ): Promise<void> => {
    let forget = () => {};
    const finished = new Promise<void>((resolve, reject) => {
      const done = (failure?: RecoveryError) => (failure ? reject(failure) : resolve());
      const waiter = { ...hear(done), onEnd: () => done(new RecoveryError('port.gone', { port: name })) };
      const timer = setTimeout(() => done(late()), answerTimeoutMs);
      waiting.add(waiter);
      forget = () => {
        clearTimeout(timer);
        waiting.delete(waiter);
      };
    });
    await Promise.all([connection.write(Buffer.concat(packets)), finished]).finally(forget);
  };
  const refusal = (detail: string) => new RecoveryError('link.protocol', { port: name, detail });

  return {
    write: connection.write,
    end: connection.end,
    agree: (offers) =>
      exchange(
        offers,
        (done) => ({ onAgreement: (agreed) => done(agreed ? undefined : refusal('COM-PORT-OPTION')) }),
        () => refusal('COM-PORT-OPTION'),
      ),
    command(packets, expected) {
      const missing = new Set(expected);
      let refused: number | undefined;
      return exchange(
        packets,
        (done) => ({
          onAnswer(code, value) {
            const asked = [...missing].filter((one) => one.code === code);
            const confirmed = asked.find((one) => one.confirms(value));
            if (confirmed !== undefined) missing.delete(confirmed);
            else if (asked.length > 0) refused = code;
            if (missing.size === 0) done();
          },
        }),
        () =>
          refused === undefined
            ? new RecoveryError('link.timeout', { port: name, ms: answerTimeoutMs })
            : refusal(`COM-PORT ${refused}`),
      );
    },
  };
}
