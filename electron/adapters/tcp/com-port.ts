import { viewOf } from '../../core/bytes/byte-view.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ModemLines } from '../../core/interfaces/serial-link.ts';
import { encodeSubnegotiation, encodeVerb, type TelnetVerb, telnetOption } from './telnet.ts';

/** Commands of the COM port option; a server answers with the number plus 100 (RFC 2217 §3). */
const comPortCommand = { baudRate: 1, dataSize: 2, parity: 3, stopSize: 4, control: 5 } as const;
const answerOffset = 100;
const controlValue = { noFlowControl: 1, dtrOn: 8, dtrOff: 9, rtsOn: 11, rtsOff: 12 } as const;
const defaultTimeoutMs = 3000;

/** Options that a serial line needs at both ends, and no others are agreed to. */
const wanted: readonly number[] = [telnetOption.binary, telnetOption.suppressGoAhead, telnetOption.comPort];

/** The client's side of the COM port option, above a connection that carries its bytes. */
export interface ComPort {
  onVerb(verb: TelnetVerb, option: number): void;
  onSubnegotiation(option: number, payload: Uint8Array): void;
  /** Agrees on the options and sets 8 data bits, no parity, 1 stop bit, no flow control. Throws `link.protocol`. */
  negotiate(baudRate: number): Promise<void>;
  setBaudRate(baudRate: number): Promise<void>;
  /** Both lines in one piece of TCP: as close to at once as the protocol comes. */
  setModemLines(lines: ModemLines): Promise<void>;
  /** The connection is over, or is no telnet: whoever waits for an answer gets this error. */
  end(reason: RecoveryError): void;
}

/** A command whose answer is still to come. */
interface Waiting {
  isAnswer(command: number, value: Uint8Array): boolean;
  resolve(): void;
  reject(reason: RecoveryError): void;
}

/** Every command is waited for, so that a reset keeps its order and a refusal shows. Errors: `link.protocol`, `port.gone`. */
export function comPort(
  name: string,
  send: (bytes: Uint8Array) => Promise<void>,
  timeoutMs = defaultTimeoutMs,
): ComPort {
  const verbSent = new Map<string, TelnetVerb>();
  const waiting = new Set<Waiting>();
  const accepted = Promise.withResolvers<void>();
  accepted.promise.catch(() => {});
  const refuse = (step: string) => new RecoveryError('link.protocol', { port: name, step });

  /** Says what changes and nothing twice, so that two ends never answer each other without end (RFC 854). */
  const say = (side: 'ours' | 'theirs', verb: TelnetVerb, option: number) => {
    const key = `${side} ${option}`;
    if (verbSent.get(key) === verb) return;
    verbSent.set(key, verb);
    send(encodeVerb(verb, option)).catch(() => {});
  };
  /** Sends commands together and waits for all their answers. */
  const command = async (step: string, ...commands: readonly (readonly [code: number, payload: Uint8Array])[]) => {
    const answers = commands.map(([code, payload]) => answerTo(code, payload, step));
    const all = Promise.all(answers);
    all.catch(() => {});
    await send(concat(commands.map(([code, payload]) => encodeCommand(code, payload))));
    await all;
  };
  const answerTo = (code: number, payload: Uint8Array, step: string): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(refuse(step)), timeoutMs);
    const entry: Waiting = {
      isAnswer: (answered, value) =>
        answered === code + answerOffset && value.length === payload.length && isSame(code, value, payload),
      resolve,
      reject,
    };
    waiting.add(entry);
    return promise.finally(() => {
      waiting.delete(entry);
      clearTimeout(timer);
    });
  };
  const setBaudRate = (baudRate: number) => command('baud-rate', [comPortCommand.baudRate, bigEndian(baudRate)]);

  return {
    onVerb(verb, option) {
      const isTheirs = verb === 'will' || verb === 'wont';
      const agrees = wanted.includes(option) && (verb === 'will' || verb === 'do');
      if (isTheirs) say('theirs', agrees ? 'do' : 'dont', option);
      else say('ours', agrees ? 'will' : 'wont', option);
      if (option !== telnetOption.comPort || isTheirs) return;
      if (agrees) accepted.resolve();
      else accepted.reject(refuse('com-port-option'));
    },
    onSubnegotiation(option, payload) {
      if (option !== telnetOption.comPort) return;
      const value = payload.subarray(1);
      for (const entry of waiting) if (entry.isAnswer(payload[0] ?? 0, value)) entry.resolve();
    },
    async negotiate(baudRate) {
      for (const option of wanted) {
        say('ours', 'will', option);
        if (option !== telnetOption.comPort) say('theirs', 'do', option);
      }
      const timer = setTimeout(() => accepted.reject(refuse('com-port-option')), timeoutMs);
      await accepted.promise.finally(() => clearTimeout(timer));
      await setBaudRate(baudRate);
      const { dataSize, parity, stopSize, control } = comPortCommand;
      const byte = (value: number) => Uint8Array.of(value);
      await command('line-settings', [dataSize, byte(8)], [parity, byte(1)], [stopSize, byte(1)]);
      await command('flow-control', [control, byte(controlValue.noFlowControl)]);
    },
    setBaudRate,
    setModemLines: ({ dtr, rts }) =>
      command(
        'modem-lines',
        [comPortCommand.control, Uint8Array.of(dtr ? controlValue.dtrOn : controlValue.dtrOff)],
        [comPortCommand.control, Uint8Array.of(rts ? controlValue.rtsOn : controlValue.rtsOff)],
      ),
    end(reason) {
      accepted.reject(reason);
      for (const entry of waiting) entry.reject(reason);
    },
  };
}

/** Servers may round a rate; whatever else they answer must be what was asked. */
function isSame(code: number, value: Uint8Array, asked: Uint8Array): boolean {
  if (code !== comPortCommand.baudRate) return value.every((byte, index) => byte === asked[index]);
  const [granted, wish] = [value, asked].map((bytes) => viewOf(bytes).getUint32(0));
  return Math.abs((granted ?? 0) - (wish ?? 0)) <= (wish ?? 0) * 0.03;
}

function encodeCommand(code: number, payload: Uint8Array): Uint8Array {
  return encodeSubnegotiation(telnetOption.comPort, Uint8Array.of(code, ...payload));
}

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
