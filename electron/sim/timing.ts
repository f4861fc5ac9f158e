/**
 * Every duration of the model, in milliseconds. DESIGN §6 fixes the flash; the rest is chosen here, and why is said.
 * A figure measured on a simulated unit means something only against these.
 */
export interface Timing {
  /** Erase of one 4 KiB sector and of one 64 KiB block, program of one 256-byte page (DESIGN §6). */
  readonly eraseSectorMs: number;
  readonly eraseBlockMs: number;
  readonly programPageMs: number;
  /** Reading the flash, per byte. */
  readonly readByteMs: number;
  /** Reading the flash and hashing it on the chip's CPU, per byte. */
  readonly md5ByteMs: number;
  /** From the last byte of a command to the first byte of its reply, beside the work on flash. */
  readonly romCommandMs: number;
  readonly stubCommandMs: number;
  /** From the chip's last bit to the host's program, and the same towards the chip. */
  readonly usbLatencyMs: number;
  /** Start bit, 8 data bits, stop bit. 0 switches line pacing off. */
  readonly bitsPerByte: number;
  /** What USB-Serial/JTAG carries instead of a baud rate, bits per second at `bitsPerByte`. */
  readonly usbJtagBaudRate: number;
  /** Bytes towards the host are handed over in pieces no longer than this: enough for progress, few enough timers. */
  readonly pieceMs: number;
  /** EN rises slowly through its resistor and capacitor; the straps are read at the end of it. */
  readonly enRiseMs: number;
  /** From the straps to the ROM's first text, and from there to where the ROM listens. */
  readonly romStartMs: number;
  /** From MEM_END to the stub's OHAI. */
  readonly stubStartMs: number;
  /** Times of a boot model times this. */
  readonly bootTimeScale: number;
  /** Shortest time from the end of a failed boot to the reset by the watchdog. */
  readonly bootLoopMs: number;
  /** A loop of failed boots is played this often after a reset, then the chip is silent. */
  readonly bootLoops: number;
}

/** A DevKit with a good USB bridge and a flash of average speed. */
export const realTiming: Timing = {
  eraseSectorMs: 45,
  eraseBlockMs: 150,
  programPageMs: 0.4,
  // 40 MHz DIO as loaders set it: 2 bits per clock, 10 MB/s.
  readByteMs: 0.0001,
  // esptool allows 8 s per MiB; ROM and stub code on a 40-160 MHz CPU do about 0.5 s per MiB, flash read included.
  md5ByteMs: 0.0005,
  // A ROM at the crystal's 40 MHz, a stub at 160 MHz: a few thousand instructions to take a frame apart.
  romCommandMs: 0.2,
  stubCommandMs: 0.05,
  // One frame of full-speed USB.
  usbLatencyMs: 1,
  bitsPerByte: 10,
  // Bulk transfers of full-speed USB: about 600 kB/s come through.
  usbJtagBaudRate: 6_000_000,
  pieceMs: 10,
  // 10 kOhm and 1 uF: the threshold of 0.75 VDD after 1.4 time constants.
  enRiseMs: 14,
  romStartMs: 5,
  stubStartMs: 2,
  // RTC watchdog of the ROM and bootloader, shortened: real ones wait longer, nothing is learnt from waiting.
  bootLoopMs: 300,
  bootTimeScale: 1,
  bootLoops: Number.POSITIVE_INFINITY,
};

/** Nothing takes time: the order of events alone. A boot loop ends, since it would turn without a pause. */
export const instantTiming: Timing = {
  eraseSectorMs: 0,
  eraseBlockMs: 0,
  programPageMs: 0,
  readByteMs: 0,
  md5ByteMs: 0,
  romCommandMs: 0,
  stubCommandMs: 0,
  usbLatencyMs: 0,
  bitsPerByte: 0,
  usbJtagBaudRate: 6_000_000,
  pieceMs: 0,
  enRiseMs: 0,
  romStartMs: 0,
  stubStartMs: 0,
  bootTimeScale: 0,
  bootLoopMs: 0,
  bootLoops: 3,
};
