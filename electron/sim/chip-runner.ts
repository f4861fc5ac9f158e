import { playBoot } from './boot-player.ts';
import type { BootModel, ResetCause } from './boot-run.ts';
import type { Faults } from './faults.ts';
import type { Hardware, Loader, Transition } from './loader.ts';
import { LoaderSession } from './loader-session.ts';
import { RomLoader, romFrameLength } from './rom-loader.ts';
import { downloadGreeting } from './rom-text.ts';
import type { Cancel, Scheduler } from './scheduler.ts';
import { type Lockdown, readLockdown } from './security.ts';
import { encodeSlip, slipDecoder } from './slip.ts';
import { StubLoader, stubFrameLength, stubGreeting } from './stub-loader.ts';
import type { Timing } from './timing.ts';
import type { Uart } from './uart.ts';

export interface ChipRunnerOptions {
  readonly hardware: Hardware;
  readonly faults: Faults;
  readonly scheduler: Scheduler;
  readonly timing: Timing;
  readonly uart: Uart;
  readonly bootModel: BootModel;
  /** Rate at which ROM and application talk after a reset (FORMATS §8, §10.7). */
  readonly consoleBaudRate: number;
  /** Whether the boot strap is pulled at this moment. */
  readonly isBootHeld: () => boolean;
  readonly onFrame: (frame: Uint8Array) => void;
}

/** Rate of a ROM whose crystal is the one that it was made for. */
export const romBaudRate = 115_200;
const strayFrameEnd = Uint8Array.of(0xc0);

/** What runs on the chip from one reset to the next: a boot from flash, the ROM's loader, the stub, or nothing. */
export class ChipRunner {
  readonly #options: ChipRunnerOptions;
  readonly #lockdown: Lockdown;
  #session: LoaderSession | undefined;
  #stopBoot: Cancel = () => {};

  constructor(options: ChipRunnerOptions) {
    this.#options = options;
    this.#lockdown = readLockdown(options.hardware);
  }

  receive(bytes: Uint8Array, atMs: number): void {
    this.#session?.receive(bytes, atMs);
  }

  /** Stops whatever runs, as reset or a loss of power does. */
  halt(): void {
    const { scheduler, uart } = this.#options;
    this.#stopBoot();
    this.#endSession(scheduler.now());
    uart.reset();
  }

  /** Starts at the ROM: reads the strap and goes into download mode or boots from flash. */
  start(cause: ResetCause, atMs: number): void {
    const { bootModel, consoleBaudRate, isBootHeld, timing, uart } = this.#options;
    const startMs = atMs + timing.romStartMs;
    uart.chipBaudRate = consoleBaudRate;
    uart.followsHost = false;
    if (!isBootHeld()) this.#play(bootModel, cause, startMs);
    else if (this.#lockdown.downloadDisabled) this.#play((_, again) => this.#refuseDownload(again), cause, startMs);
    else this.#startRomLoader(cause, startMs);
  }

  #play(model: BootModel, cause: ResetCause, startMs: number): void {
    const { hardware, faults, scheduler, timing, uart } = this.#options;
    this.#stopBoot = playBoot({ model, unit: { ...hardware, faults }, scheduler, timing, uart }, cause, startMs);
  }

  /** The ESP32 stays where it is, the C3 resets and comes back to the same straps. */
  #refuseDownload(cause: ResetCause): ReturnType<BootModel> {
    const { hardware } = this.#options;
    const output = [{ afterMs: 0, text: downloadGreeting(hardware, cause, this.#lockdown) }];
    return hardware.chip === 'ESP32' ? { output, ends: 'dead' } : { output, ends: 'loop', cause: 'bootloader' };
  }

  #startRomLoader(cause: ResetCause, startMs: number): void {
    const { hardware, uart } = this.#options;
    const endMs = this.#print(downloadGreeting(hardware, cause, this.#lockdown), startMs);
    uart.followsHost = hardware.chip === 'ESP32';
    const loader = new RomLoader(hardware, this.#lockdown);
    this.#run(loader, 'keep', romFrameLength, this.#options.timing.romCommandMs, endMs);
  }

  #startStub(atMs: number): void {
    const { hardware, timing, uart } = this.#options;
    const readyMs = atMs + timing.stubStartMs;
    uart.send(encodeSlip(stubGreeting), readyMs);
    this.#run(new StubLoader(hardware), 'drop', stubFrameLength + 1, timing.stubCommandMs, readyMs);
  }

  #run(loader: Loader, badEscape: 'keep' | 'drop', maxFrame: number, commandMs: number, readyMs: number): void {
    const { hardware, faults, scheduler, uart, onFrame } = this.#options;
    this.#endSession(readyMs);
    const options = { loader, decoder: slipDecoder(badEscape, maxFrame), commandMs, faults, scheduler, uart };
    this.#session = new LoaderSession(
      {
        ...options,
        flash: hardware.flash,
        onFrame: (frame) => {
          uart.followsHost = false;
          onFrame(frame);
        },
        onTransition: (transition, atMs) => this.#transit(transition, atMs),
      },
      readyMs,
    );
  }

  #transit(transition: Transition, atMs: number): void {
    const { uart } = this.#options;
    switch (transition.to) {
      case 'stub':
        this.#startStub(atMs);
        break;
      case 'baud-rate':
        if (transition.baudRate > 0) uart.chipBaudRate = transition.baudRate;
        break;
      case 'silence':
        this.#endSession(atMs);
        this.#print(transition.text, atMs);
        break;
      case 'restart':
        this.#endSession(atMs);
        if (transition.strayByte) uart.send(strayFrameEnd, atMs);
        this.start('bootloader', atMs);
        break;
    }
  }

  #print(text: string, atMs: number): number {
    return this.#options.uart.send(new TextEncoder().encode(text), atMs);
  }

  #endSession(atMs: number): void {
    this.#session?.end(atMs);
    this.#session = undefined;
  }
}
