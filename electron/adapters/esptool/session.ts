import { maxFlashSize } from '../../core/bytes/flash-offset.ts';
import { chips } from '../../core/chips/catalogue.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { romMagicRegister } from '../../core/chips/chip.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ConnectedChip, ConnectOptions } from '../../core/interfaces/flash-loader.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import type { Commands } from './commands.ts';
import type { EsptoolJs } from './esptool-js.ts';
import { opcode, words } from './protocol.ts';
import { frameBoundary } from './slip.ts';
import type { FrameTransport } from './transport.ts';

/** Rates that worked, by adapter: kept by whoever has a place for them. */
export interface BaudRateMemory {
  get(adapter: string): number | undefined;
  set(adapter: string, baudRate: number): void;
}

/** What a loader works with, whatever is connected. */
export interface Station {
  readonly link: SerialLink;
  readonly clock: Clock;
  readonly rememberedBaudRate: BaudRateMemory;
  readonly platform: NodeJS.Platform;
}

/** A chip that answers. What a step down of the rate or a restart of the stub changes is changed here. */
export interface Session extends Station {
  readonly transport: FrameTransport;
  readonly commands: Commands;
  readonly esptool: EsptoolJs;
  readonly options: ConnectOptions;
  family: ChipFamily;
  mode: ConnectedChip['mode'];
  baudRate: number;
  securityInfo: Uint8Array | undefined;
  /** JEDEC id of the flash; undefined in secure download mode, which does not tell. */
  flashId: number | undefined;
  /** Bytes of flash, as announced, else as the flash itself says. */
  flashSize: number | undefined;
  /** Tells this unit from every other, see `readUnitMark`. */
  unitMark: string | undefined;
  /** Whether the stub takes the ACK of a packet while it still sends it; given up with the first read that fails. */
  acksEarly: boolean;
}

/** What a ROM believes of the flash until it is told better (FORMATS §9.8). */
const romDefaultFlashSize = 0x200000;
const settleAttempts = 12;
const settleTimeoutMs = 500;
const settlePauseMs = 300;
/** Replies carry no number: one to an earlier probe must not be taken for that to the next command. */
const lateReplyMs = 100;

/** Asks for something harmless that the chip can answer in its mode. Throws what a command throws. */
export async function probe(session: Session, timeoutMs?: number): Promise<void> {
  const { commands, mode } = session;
  if (mode === 'secure-download') await commands.request(opcode.getSecurityInfo, undefined, timeoutMs);
  else await commands.request(opcode.readRegister, words(romMagicRegister), timeoutMs);
}

/** Asks until the chip answers at a new rate. Throws what the last command throws. */
export async function probeTwice(session: Session): Promise<void> {
  try {
    await probe(session, settleTimeoutMs);
  } catch {
    await probe(session, settleTimeoutMs);
    await session.transport.drain(lateReplyMs);
  }
}

/**
 * Brings a loader that lost its place back to where it answers: a half frame is ended, a read is broken off (any frame
 * but an ACK ends it), late replies are let go, a pending write error is taken (ESPTOOL-JS §4, §7). False where it stays
 * silent. A receiver may take the C0 that opens a frame for the end of another, so every second try begins with one more.
 */
export async function settle(session: Session): Promise<boolean> {
  const { transport, clock } = session;
  await clock.sleep(settlePauseMs);
  for (let attempt = 0; attempt < settleAttempts && !transport.isLost; attempt++) {
    try {
      if (attempt % 2 === 1) await transport.send(frameBoundary, settleTimeoutMs);
      await probe(session, settleTimeoutMs);
      await transport.drain(lateReplyMs);
      return true;
    } catch {
      transport.flush();
    }
  }
  return false;
}

/** Throws `loader.out-of-range` for what is not all inside the flash (ESPTOOL-JS W6, R4). */
export function demandInside({ flashSize, mode }: Session, offset: number, length: number): void {
  const limit = Math.min(flashSize ?? (mode === 'secure-download' ? romDefaultFlashSize : maxFlashSize), maxFlashSize);
  if (length < 0 || offset + length > limit) throw new RecoveryError('loader.out-of-range', { offset, length, limit });
}

/** Throws `loader.not-available` in secure download mode, which can only write (ESPTOOL-JS §8). */
export function demandReadable({ mode }: Session): void {
  if (mode === 'secure-download') throw new RecoveryError('loader.not-available', { mode });
}

/** SPI_SET_PARAMS: without it a ROM takes every flash for one of 2 MiB (FORMATS §10.2). */
export async function announceFlashSize(session: Session, bytes: number): Promise<void> {
  await session.commands.request(opcode.spiSetParams, words(0, bytes, 0x10000, 0x1000, 0x100, 0xffff));
  session.flashSize = bytes;
}

/** The words of FLASH_BEGIN and DEFL_BEGIN: the ESP32's ROM takes 4, the C3's 5, each refuses the other (ESPTOOL-JS §4). */
export function beginWords({ family, mode }: Session, ...four: readonly [number, number, number, number]): Uint8Array {
  return mode !== 'stub' && chips[family].romBeginWords === 5 ? words(...four, 0) : words(...four);
}
