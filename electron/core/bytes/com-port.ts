import { viewOf } from './byte-view.ts';
import { encodeSubnegotiation, option } from './telnet.ts';

/** Commands of a client of the COM port option (RFC 2217 §3); the server answers with the same number plus 100. */
export const comPort = {
  signature: 0,
  baudRate: 1,
  dataSize: 2,
  parity: 3,
  stopSize: 4,
  control: 5,
  notifyModemState: 7,
  suspend: 8,
  resume: 9,
  lineStateMask: 10,
  modemStateMask: 11,
} as const;
export const answerOffset = 100;

/** Values of `comPort.control` for the modem lines. */
export const control = { noFlow: 1, queryDtr: 7, dtrOn: 8, dtrOff: 9, queryRts: 10, rtsOn: 11, rtsOff: 12 } as const;

/** What a server of ours answers to `signature` when a simulated unit is behind it. */
export const simulatedSignature = 'Unstrand simulated unit';

/** A command or an answer as it goes over the stream. */
export function encodeComPort(code: number, value: Uint8Array): Uint8Array {
  return encodeSubnegotiation(Uint8Array.of(option.comPort, code, ...value));
}

/** A rate as the option carries it: four bytes, the highest first. */
export function encodeBaudRate(baudRate: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, baudRate);
  return bytes;
}

/** The rate in a value; 0, which asks for the rate in force, where the value is too short. */
export function decodeBaudRate(value: Uint8Array): number {
  return value.length >= 4 ? viewOf(value).getUint32(0) : 0;
}
