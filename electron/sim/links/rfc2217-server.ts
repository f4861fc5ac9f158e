import {
  answerOffset,
  comPort,
  control,
  decodeBaudRate,
  encodeBaudRate,
  encodeComPort,
  simulatedSignature,
} from '../../core/bytes/com-port.ts';
import { escapeData, negotiator, option, telnetReader } from '../../core/bytes/telnet.ts';
import type { SerialDevice } from '../serial-device.ts';
import { type ClientSession, type DeviceServer, type ListenOptions, serveClients } from './device-server.ts';

const initialBaudRate = 115_200;
/** CTS, DSR and carrier detect: what an adapter that is alive shows. */
const modemState = 0xb0;

/**
 * Serves a unit over telnet with the COM port option (RFC 2217), as `esp_rfc2217_server` does: rates and both modem
 * lines reach the unit, every command is answered. Throws RecoveryError `port.busy` or `port.open-failed`.
 */
export function serveRfc2217(device: SerialDevice, options: ListenOptions = {}): Promise<DeviceServer> {
  return serveClients(device, options, 'rfc2217', (send, drop) => openSession(device, send, drop));
}

function openSession(device: SerialDevice, send: (bytes: Uint8Array) => void, drop: () => void): ClientSession {
  const port = serialPort(device);
  const receive = telnetReader({
    onData: (bytes) => device.receive(bytes),
    onNegotiation: negotiator(send),
    onSubnegotiation: (bytes) => {
      if (bytes[0] !== option.comPort || bytes.length < 2) return;
      for (const [code, value] of port.answers(bytes[1] ?? 0, bytes.subarray(2))) {
        send(encodeComPort(code + answerOffset, value));
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

  const setBaudRate = (wanted: number): Uint8Array => {
    if (wanted > 0) {
      baudRate = wanted;
      device.setHostBaudRate(baudRate);
    }
    return encodeBaudRate(baudRate);
  };

  return {
    /** What is sent back for a command: commands and the values that are in force. */
    answers(code: number, value: Uint8Array): (readonly [code: number, value: Uint8Array])[] {
      if (code === comPort.signature) return [[code, new TextEncoder().encode(simulatedSignature)]];
      if (code === comPort.baudRate) return [[code, setBaudRate(decodeBaudRate(value))]];
      if (code === comPort.control) return [[code, Uint8Array.of(setControl(value[0] ?? 0))]];
      if (code === comPort.modemStateMask) {
        return [
          [code, value],
          [comPort.notifyModemState, Uint8Array.of(modemState & (value[0] ?? 0))],
        ];
      }
      if (code === comPort.suspend || code === comPort.resume) return []; // flow is TCP's matter
      return [[code, value]];
    },
    /** The client has closed the port: its adapter lets go of both lines. */
    close(): void {
      setLines({ dtr: false, rts: false });
    },
  };
}
