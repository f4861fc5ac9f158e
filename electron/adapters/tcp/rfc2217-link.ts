import {
  comPort,
  control,
  decodeBaudRate,
  encodeBaudRate,
  encodeComPort,
  simulatedSignature,
} from '../../core/bytes/com-port.ts';
import { encodeNegotiation, escapeData, option } from '../../core/bytes/telnet.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { linkOver, type Wire, type WireEvents } from '../wire-link.ts';
import { type ComPortSession, comPortSession } from './com-port-session.ts';
import { type Address, addressName } from './connection.ts';

const requested = {
  will: [option.comPort, option.binary, option.suppressGoAhead],
  do: [option.comPort, option.binary, option.suppressGoAhead],
};
/** 8 data bits, no parity, one stop bit, no flow control (RFC 2217 §3). */
const lineFormat = [
  encodeComPort(comPort.dataSize, Uint8Array.of(8)),
  encodeComPort(comPort.parity, Uint8Array.of(1)),
  encodeComPort(comPort.stopSize, Uint8Array.of(1)),
  encodeComPort(comPort.control, Uint8Array.of(control.noFlow)),
];
/** A UART reads what differs by this much (FORMATS §10.7): adapters round to what their clock divides into. */
const rateTolerance = 0.03;

/**
 * A unit behind telnet with the COM port option (RFC 2217): `esp_rfc2217_server`, `ser2net`, a simulated unit. Rates and
 * modem lines are waited for until the far end has acknowledged them. Errors: `link.unreachable`, `link.protocol` where
 * the far end is no such server or refuses, `link.timeout` where it does not answer, `port.gone`.
 */
export function rfc2217Link(host: string, port: number): SerialLink {
  const address = { host, port };
  const name = addressName('rfc2217', address);
  return linkOver({ name, usb: undefined, hasModemLines: true }, (baudRate, events) =>
    openPort(address, name, baudRate, events),
  );
}

async function openPort(address: Address, name: string, baudRate: number, events: WireEvents): Promise<Wire> {
  let simulated = false;
  const session = await comPortSession(address, name, requested, {
    ...events,
    onAnswer(code, value) {
      if (code === comPort.signature) simulated = new TextDecoder().decode(value) === simulatedSignature;
    },
  });
  try {
    await session.agree([
      ...requested.will.map((code) => encodeNegotiation('will', code)),
      ...requested.do.map((code) => encodeNegotiation('do', code)),
    ]);
    // Not every server tells its signature. Answers come in order: with the rate acknowledged, it has come or never will.
    await setBaudRate(session, baudRate, [encodeComPort(comPort.signature, new Uint8Array(0)), ...lineFormat]);
    return {
      simulated,
      hasModemLines: true,
      write: (bytes) => session.write(escapeData(bytes)),
      setBaudRate: (rate) => setBaudRate(session, rate),
      setModemLines: ({ dtr, rts }) => setModemLines(session, dtr, rts),
      close: async () => session.end(),
    };
  } catch (error) {
    session.end();
    throw error;
  }
}

function setBaudRate(session: ComPortSession, baudRate: number, before: Uint8Array[] = []): Promise<void> {
  return session.command(before.concat(encodeComPort(comPort.baudRate, encodeBaudRate(baudRate))), [
    {
      code: comPort.baudRate,
      confirms: (value) => Math.abs(decodeBaudRate(value) - baudRate) <= baudRate * rateTolerance,
    },
  ]);
}

/** Both commands go in one write, so that the lines change together as nearly as the far end can. */
function setModemLines(session: ComPortSession, dtr: boolean, rts: boolean): Promise<void> {
  const values = [dtr ? control.dtrOn : control.dtrOff, rts ? control.rtsOn : control.rtsOff];
  return session.command(
    values.map((value) => encodeComPort(comPort.control, Uint8Array.of(value))),
    values.map((wanted) => ({ code: comPort.control, confirms: ([value]) => value === wanted })),
  );
}
