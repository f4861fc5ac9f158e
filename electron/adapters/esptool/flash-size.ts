import { flashSizeOf } from '../../core/chips/flash-id.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { opcode, words } from './opcodes.ts';
import type { Session } from './session.ts';

/** Erase block, sector, page and status mask of every SPI NOR flash here (FORMATS §10.2). */
const geometry = [0x10000, 0x1000, 0x100, 0xffff] as const;
const sectorBytes = 0x1000;

const known = new WeakMap<Session, number>();

/** Tells the loader how large the flash is, and remembers it for the bounds of what follows. */
export async function setFlashSize(session: Session, bytes: number): Promise<void> {
  await session.channel.command(opcode.spiSetParams, words(0, bytes, ...geometry));
  known.set(session, bytes);
}

/**
 * Throws `loader.out-of-range` for what is not inside the flash, before anything is sent: esptool-js finds out at the end
 * (ESPTOOL-JS W6), and addresses beyond 16 MiB wrap (FORMATS §9.8). `aligned` also asks for a sector's start.
 */
export async function demandRange(session: Session, offset: number, length: number, aligned: boolean): Promise<void> {
  const size = known.get(session) ?? (await detectSize(session));
  if (length > 0 && offset + length <= size && (!aligned || offset % sectorBytes === 0)) return;
  throw new RecoveryError('loader.out-of-range', { offset, length, size });
}

async function detectSize(session: Session): Promise<number> {
  // A loader in secure download mode takes 2 MiB as given until it is told otherwise (FORMATS §9.8).
  if (session.mode === 'secure-download') return 0x200000;
  const size = flashSizeOf(await session.readFlashId());
  if (size === undefined) throw new RecoveryError('loader.not-available', { what: 'flash-size', mode: session.mode });
  await setFlashSize(session, size);
  return size;
}
