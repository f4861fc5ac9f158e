import type { Chip } from '../../core/chips/chip.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ConnectedChip } from '../../core/interfaces/flash-loader.ts';
import type { SerialLink } from '../../core/interfaces/serial-link.ts';
import type { Channel } from './channel.ts';
import type { FrameStream } from './frame-stream.ts';
import type { LinkTransport } from './link-transport.ts';

/** An open link to a chip that answers. Ends with a reset of the chip, or with the link. */
export interface Session {
  readonly link: SerialLink;
  readonly frames: FrameStream;
  readonly transport: LinkTransport;
  readonly channel: Channel;
  readonly chip: Chip;
  readonly mode: ConnectedChip['mode'];
  readonly securityInfo: Uint8Array | undefined;
  readonly strayText: string;
  /** Changes when the ladder steps down. */
  baudRate: number;
  /** Reads the JEDEC id with esptool-js. */
  readonly readFlashId: () => Promise<number>;
}

/** Throws `loader.not-available` where the chip's state has no such command. */
export function demandMode(session: Session, what: string, ...modes: ConnectedChip['mode'][]): void {
  if (!modes.includes(session.mode)) {
    throw new RecoveryError('loader.not-available', { what, mode: session.mode });
  }
}

/** Time that `bytes` take on the wire, with room for the chip to think: ESPTOOL-JS W5 (fixed timeouts fail at low rates). */
export function transferTimeoutMs(session: Pick<Session, 'baudRate'>, bytes: number): number {
  return 3000 + (1.5 * bytes * 10_000) / session.baudRate;
}
