import { viewOf } from '../../core/bytes/byte-view.ts';
import type { SerialDevice } from '../serial-device.ts';
import { type ClientSession, type DeviceServer, type ListenOptions, serveClients } from './device-server.ts';
import { encodeNegotiation, encodeSubnegotiation, escapeData, option, telnetReader, type Verb } from './telnet.ts';

/** Commands of a client (RFC 2217 §3); the server answers with the same number plus 100. */
const command = {
  signature: 0,
  baudRate: 1,
  control: 5,
  notifyModemState: 7,
  suspend: 8,
  resume: 9,
  lineStateMask: 10,
  modemStateMask: 11,
} as const;
const answerOffset = 100;
const initialBaudRate = 115_200;
/** CTS, DSR and carrier detect: what an adapter that is alive shows. */
const modemState = 0xb0;
const control = { queryDtr: 7, dtrOn: 8, dtrOff: 9, queryRts: 10, rtsOn: 11, rtsOff: 12 } as const;
const accepted: readonly number[] = [option.binary, option.echo, option.suppressGoAhead, option.comPort];

/**
 * Serves a unit over telnet with the COM port option (RFC 2217), as `esp_rfc2217_server` does: rates and both modem
 * lines reach the unit, every command is answered. Throws RecoveryError `port.busy` or `port.open-failed`.
 */
export function serveRfc2217(device: SerialDevice, options: ListenOptions = {}): Promise<DeviceServer> {
  return serveClients(device, options, 'rfc2217', (send, drop) => openSession(device, send, drop));
}

function openSession(device: SerialDevice, send: (bytes: Uint8Array) => void, drop: () => void): ClientSession {
  const answerNegotiation = negotiator(send);
  const port = serialPort(device);
  const receive = telnetReader({
    onData: (bytes) => device.receive(bytes),
    onNegotiation: answerNegotiation,
    onSubnegotiation: (bytes) => {
      if (bytes[0] !== option.comPort || bytes.length < 2) return;
      for (const answer of port.answer(bytes[1] ?? 0, bytes.subarray(2))) {
        send(encodeSubnegotiation(Uint8Array.of(option.comPort, ...answer)));
      }
    },
    onViolation: drop,
  });
  const stop = device.onTransmit((bytes) => send(escapeData(bytes)));
  return {
    receive,
    end: () => {
      stop();
      port.close();
    },
  };
}

/** Agrees to what a serial line needs, refuses the rest; answers only what changes, so that nobody answers answers. */
function negotiator(send: (bytes: Uint8Array) => void): (verb: Verb, code: number) => void {
  const agreed = new Map<string, boolean>();
  return (verb, code) => {
    const side = verb === 'will' || verb === 'wont' ? 'theirs' : 'ours';
    const wanted = (verb === 'will' || verb === 'do') && accepted.includes(code);
    const key = `${side} ${code}`;
    if (agreed.get(key) === wanted) return;
    agreed.set(key, wanted);
    const [yes, no] = side === 'theirs' ? (['do', 'dont'] as const) : (['will', 'wont'] as const);
    send(encodeNegotiation(wanted ? yes : no, code));
  };
}

/** The settings of the port and what the client changes of them. */
function serialPort(device: SerialDevice) {
  let baudRate = initialBaudRate;
  let lines = { dtr: false, rts: false };

  const setLines = (change: Partial<typeof lines>): void => {
    lines = { ...lines, ...change };
    device.setModemLines(lines);
  };

  const setControl = (value: number): number => {
    if (value === control.dtrOn || value === control.dtrOff) setLines({ dtr: value === control.dtrOn });
    if (value === control.rtsOn || value === control.rtsOff) setLines({ rts: value === control.rtsOn });
    if (value === control.queryDtr) return lines.dtr ? control.dtrOn : control.dtrOff;
    if (value === control.queryRts) return lines.rts ? control.rtsOn : control.rtsOff;
    return value;
  };

  const setBaudRate = (value: Uint8Array): Uint8Array => {
    const wanted = value.length >= 4 ? viewOf(value).getUint32(0) : 0;
    if (wanted > 0) {
      baudRate = wanted;
      device.setHostBaudRate(baudRate);
    }
    const answer = new Uint8Array(4);
    viewOf(answer).setUint32(0, baudRate);
    return answer;
  };

  return {
    /** What is sent back for a command: its number plus 100 and the value that is in force. */
    answer(code: number, value: Uint8Array): number[][] {
      const head = code + answerOffset;
      if (code === command.signature) return [[head, ...new TextEncoder().encode('Unstrand virtual unit')]];
      if (code === command.baudRate) return [[head, ...setBaudRate(value)]];
      if (code === command.control) return [[head, setControl(value[0] ?? 0)]];
      if (code === command.modemStateMask) {
        return [
          [head, ...value],
          [command.notifyModemState + answerOffset, modemState & (value[0] ?? 0)],
        ];
      }
      if (code === command.suspend || code === command.resume) return []; // flow is TCP's matter
      return [[head, ...value]];
    },
    /** The client has closed the port: its adapter lets go of both lines. */
    close(): void {
      setLines({ dtr: false, rts: false });
    },
  };
}
