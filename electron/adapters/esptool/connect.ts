import { ESPLoader } from 'esptool-js';
import { chips } from '../../core/chips/catalogue.ts';
import type { Chip } from '../../core/chips/chip.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ConnectOptions, WireEvent } from '../../core/interfaces/flash-loader.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import { changeBaudRate, ladderFrom } from './baud.ts';
import { Channel } from './channel.ts';
import { explainNoSync } from './diagnose.ts';
import { FrameStream } from './frame-stream.ts';
import { LinkTransport } from './link-transport.ts';
import { opcode, words } from './opcodes.ts';
import { captureRaw } from './raw-capture.ts';
import type { Session } from './session.ts';

export const romBaudRate = 115_200;
const maxStrayBytes = 16 * 1024;
const secureBootFlag = 1 << 0;
const secureDownloadFlag = 1 << 2;

const resetModes = { default: 'default_reset', usb: 'usb_reset', none: 'no_reset' } as const;

/**
 * Brings an open link's chip into its loader: reset, SYNC, chip, baud rate, stub. esptool-js knows the reset sequences,
 * the chips and the stubs; what it throws is told apart by what the chip printed meanwhile.
 */
export async function connectSession(
  link: SerialLink,
  options: ConnectOptions,
  onWire: (event: WireEvent) => void,
): Promise<Session> {
  await link.setBaudRate(romBaudRate);
  const frames = new FrameStream(link);
  const capture = captureRaw(link, maxStrayBytes);
  const transport = new LinkTransport(link, frames, capture.text);
  const esploader = new ESPLoader({ transport, baudrate: romBaudRate, romBaudrate: romBaudRate, terminal: silent });
  try {
    await detect(esploader, options, capture.text);
    const chip = supportedChip(esploader);
    const channel = new Channel(transport, frames, onWire);
    channel.statusBytes = (await isStub(channel)) ? 2 : 4;
    const securityInfo = chip.hasSecurityInfo ? (await channel.command(opcode.securityInfo, words())).data : undefined;
    const base = {
      link,
      frames,
      transport,
      channel,
      chip,
      securityInfo,
      strayText: capture.text(),
      baudRate: romBaudRate,
    };
    return await enterMode({ ...base, mode: 'rom', readFlashId: () => esploader.readFlashId() }, esploader, options);
  } catch (error) {
    frames.end();
    throw error;
  } finally {
    capture.stop();
  }
}

async function detect(esploader: ESPLoader, { before, signal }: ConnectOptions, text: () => string): Promise<void> {
  try {
    await esploader.detectChip(resetModes[before]);
  } catch (error) {
    if (error instanceof RecoveryError && error.code !== 'link.timeout') throw error;
    signal?.throwIfAborted();
    throw explainNoSync(text());
  }
}

function supportedChip(esploader: ESPLoader): Chip {
  const chip = Object.values(chips).find(({ family }) => family === esploader.chip.CHIP_NAME);
  if (chip !== undefined) return chip;
  throw new RecoveryError('loader.unsupported-chip', { chip: esploader.chip.CHIP_NAME }, { unitState: 'untouched' });
}

/** A stub that still runs answers SYNC with 0, a ROM never does (ESPTOOL-JS §4). */
async function isStub(channel: Channel): Promise<boolean> {
  channel.statusBytes = 2;
  const { value } = await channel.command(opcode.sync, syncPayload);
  await channel.settle(50);
  return value === 0;
}

const syncPayload = Uint8Array.from({ length: 36 }, (_, at) => [0x07, 0x07, 0x12, 0x20][at] ?? 0x55);

/** Secure download mode has no stub, and a C3 with secure boot resets when one is started (ESPTOOL-JS §8). */
async function enterMode(rom: Session, esploader: ESPLoader, options: ConnectOptions): Promise<Session> {
  const flags = rom.securityInfo === undefined ? 0 : new DataView(rom.securityInfo.slice().buffer).getUint32(0, true);
  if (flags & secureDownloadFlag) return attached({ ...rom, mode: 'secure-download' });
  const stubRuns = rom.channel.statusBytes === 2;
  if (!stubRuns) await raiseBaudRate(rom, options);
  if (stubRuns || (options.useStub && !(flags & secureBootFlag))) return startStub(rom, esploader, stubRuns);
  return attached(rom);
}

/** The first rate of the ladder at which the chip still answers; the stub then goes over at that rate (DESIGN §6). */
async function raiseBaudRate(rom: Session, { maxBaudRate = 921_600 }: ConnectOptions): Promise<void> {
  for (const baudRate of ladderFrom(maxBaudRate)) {
    if (baudRate <= rom.baudRate || (await changeBaudRate(rom, baudRate))) return;
  }
}

async function startStub(rom: Session, esploader: ESPLoader, alreadyRuns: boolean): Promise<Session> {
  const session: Session = { ...rom, mode: 'stub' };
  if (!alreadyRuns) {
    try {
      await esploader.runStub();
    } catch (cause) {
      if (cause instanceof RecoveryError && cause.code === 'port.gone') throw cause;
      throw new RecoveryError('loader.stub-failed', { baudRate: rom.baudRate }, { cause });
    }
  }
  esploader.IS_STUB = true;
  session.channel.statusBytes = 2;
  await session.channel.command(opcode.spiAttach, words(0));
  return session;
}

/** A ROM on a real board needs SPI_ATTACH before the first flash command (ESPTOOL-JS §10). */
async function attached(session: Session): Promise<Session> {
  await session.channel.command(opcode.spiAttach, words(0, 0));
  return session;
}

const silent = { clean: () => undefined, write: () => undefined, writeLine: () => undefined };
