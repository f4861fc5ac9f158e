import type { FlashOffset } from '../bytes/flash-offset.ts';
import type { ChipFamily } from '../chips/chip.ts';
import type { Unsubscribe } from './serial-link.ts';

/** How to bring the chip into download mode: the circuit on the adapter, the USB-Serial/JTAG unit, or it is there already. */
export type ResetBefore = 'default' | 'usb' | 'none';

/** What to do when done: restart the chip into its application, or leave it as it is. */
export type ResetAfter = 'reset' | 'none';

export interface ConnectOptions {
  readonly before: ResetBefore;
  /** False uses the ROM loader alone: slower, but it works where the stub cannot run. */
  readonly useStub: boolean;
  /** Highest rate to try; the loader steps down from there. Default 921600. */
  readonly maxBaudRate?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What answered. Everything else about the chip is read with `readRegister` and interpreted by core. */
export interface ConnectedChip {
  readonly family: ChipFamily;
  /** `stub` reads fast and computes raw MD5; `rom` is slower; in secure download mode only blind writes are possible. */
  readonly mode: 'stub' | 'rom' | 'secure-download';
  readonly baudRate: number;
  /** The 12 or 20 bytes of GET_SECURITY_INFO (FORMATS §9.6), where the chip has the command. */
  readonly securityInfo: Uint8Array | undefined;
  /** Text received outside frames while connecting (boot log of the ROM), untrusted. */
  readonly strayText: string;
}

/** Progress of one transfer, in bytes of flash (not of the wire). */
export type TransferProgress = (done: number, total: number) => void;

export interface TransferOptions {
  readonly onProgress?: TransferProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOutcome {
  /** Bytes that crossed the wire towards the unit, frames included. */
  readonly wireBytes: number;
  /** Chunks that had to be started again. */
  readonly restarts: number;
}

export interface BootCapture {
  /** Longest time to listen, in milliseconds. */
  readonly timeoutMs: number;
  /** Called with all text received so far; true ends the capture at once. */
  readonly isComplete?: ((text: string) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One line of the wire log: opcodes, lengths, times and results; never payloads (DESIGN §5.7). */
export interface WireEvent {
  readonly timeMs: number;
  readonly opcode: number;
  readonly requestBytes: number;
  readonly replyBytes: number;
  readonly result: 'ok' | 'refused' | 'timeout' | 'lost';
  readonly durationMs: number;
}

/**
 * The ROM loader or flasher stub of one unit. One command at a time; calls queue. Every method rejects with a
 * RecoveryError of `port.*`, `link.*` or `loader.*`. There is no method that could write an eFuse, and the
 * implementation refuses register writes into the eFuse controller whoever asks (DESIGN §5.5).
 */
export interface FlashLoader {
  /** Resets into download mode, synchronises, names the chip, raises the baud rate and starts the stub. */
  connect(options: ConnectOptions): Promise<ConnectedChip>;
  /** READ_REG with its status checked; 32 bits, unsigned. */
  readRegister(address: number): Promise<number>;
  /** JEDEC id of the flash: manufacturer in bits 0-7, type 8-15, capacity 16-23. */
  readFlashId(): Promise<number>;
  /** Tells the ROM how large the flash is; needed before writing without the stub, and above 2 MiB in secure download mode. */
  setFlashSize(bytes: number): Promise<void>;
  /** MD5 of a range, computed on the unit: 16 bytes. */
  md5(offset: FlashOffset, length: number, options?: TransferOptions): Promise<Uint8Array>;
  /** Reads a range and checks the digest that the unit sends after it (stub), or reads twice-checked words (ROM). */
  read(offset: FlashOffset, length: number, options?: TransferOptions): Promise<Uint8Array>;
  /**
   * Erases and writes a range whose start is on a 4 KiB sector, then compares MD5 on the unit. The bytes between the
   * end of the data and the end of its last sector become 0xFF. Retries never write a block twice.
   */
  write(offset: FlashOffset, data: Uint8Array, options?: TransferOptions): Promise<WriteOutcome>;
  /** Erases whole 4 KiB sectors. */
  erase(offset: FlashOffset, length: number, options?: TransferOptions): Promise<void>;
  /** Restarts the chip into its application and listens at the ROM's rate; the raw text, untrusted. Ends the loader session. */
  captureBoot(options: BootCapture): Promise<string>;
  /** Ends the session: restarts the chip if asked, then closes the link. Never throws. */
  disconnect(after: ResetAfter): Promise<void>;
  onWire(listener: (event: WireEvent) => void): Unsubscribe;
}
