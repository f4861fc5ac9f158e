import { SerialPort } from 'serialport';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ModemLines, SerialLink, UsbIdentity } from '../../core/interfaces/serial-link.ts';
import { linkOver, type Wire, type WireEvents } from '../wire-link.ts';
import { describeOpenProblem } from './open-problem.ts';
import { portHolder } from './port-holder.ts';

/** Closing waits for the driver, which may wait for a device that takes no bytes; after this it goes on alone. */
const closeTimeoutMs = 2000;
const idleLines: ModemLines = { dtr: false, rts: false };

type Callback = (error: Error | null | undefined) => void;

/**
 * A serial port of this machine. Errors of opening: `port.no-driver`, `port.no-permission`, `port.busy`, `port.gone`,
 * `port.open-failed`; afterwards `port.gone`, and `port.open-failed` where the driver refuses a rate or the lines.
 */
export function serialPortLink(path: string, usb?: UsbIdentity): SerialLink {
  return linkOver({ name: path, usb, hasModemLines: true }, (baudRate, events) => openPort(path, baudRate, events));
}

async function openPort(path: string, baudRate: number, { onData, onLost }: WireEvents): Promise<Wire> {
  const port = await openDriver(path, baudRate);
  port.on('data', onData);
  port.on('close', onLost);
  port.on('error', onLost); // the stream has given up: nothing comes from it any more
  onHangUp(port, onLost);
  const run = (act: (callback: Callback) => void) =>
    settle(act).catch((cause: Error) => {
      if (!port.isOpen) throw new RecoveryError('port.gone', { port: path }, { cause });
      throw new RecoveryError('port.open-failed', { port: path, detail: cause.message }, { cause });
    });
  const setLines = (lines: ModemLines) => run((done) => port.set(lines, done));
  const hasModemLines = await setLines(idleLines).then(
    () => true,
    () => false, // a pseudo-terminal: inappropriate ioctl for device
  );
  return {
    simulated: false,
    hasModemLines,
    write: (bytes) => run((done) => port.write(bytes, done)),
    setBaudRate: (rate) => run((done) => port.update({ baudRate: rate }, done)),
    setModemLines: setLines,
    close: () => closePort(port),
  };
}

async function openDriver(path: string, baudRate: number): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  try {
    await settle((done) => port.open(done));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const problem = describeOpenProblem(detail, path, process.platform);
    const params = problem === 'port.busy' ? { process: await portHolder(path) } : { detail };
    throw new RecoveryError(problem, { port: path, ...params }, { cause });
  }
  return port;
}

/**
 * A port that is pulled on Linux or macOS may read as empty for ever, which the library takes for bytes to come; the
 * system's own event tells it apart.
 */
function onHangUp({ port }: SerialPort, listener: () => void): void {
  if (port !== undefined && 'poller' in port) port.poller.once('disconnect', listener);
}

/** Bytes that still wait are dropped first: the driver would hold the port open for them. */
async function closePort(port: SerialPort): Promise<void> {
  if (!port.isOpen) return;
  const closed = settle((done) => port.flush(done))
    .catch(() => {})
    .then(() => settle((done) => port.close(done)))
    .catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const given = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs);
  });
  await Promise.race([closed, given]);
  clearTimeout(timer);
}

function settle(act: (callback: Callback) => void): Promise<void> {
  return new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
}
