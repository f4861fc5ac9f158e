import { chips } from '../core/chips/catalogue.ts';
import type { ChipFamily } from '../core/chips/chip.ts';
import type { ModemLines, Unsubscribe } from '../core/interfaces/serial-link.ts';
import { playBoot } from './boot-player.ts';
import type { BootModel, ResetCause } from './boot-run.ts';
import { Bus } from './bus.ts';
import { EfuseBlock, plainEfuse } from './efuse-block.ts';
import { Faults } from './faults.ts';
import { FlashChip } from './flash-chip.ts';
import { Listeners } from './listeners.ts';
import type { Hardware, Loader, Transition } from './loader.ts';
import { LoaderSession } from './loader-session.ts';
import { type ResetCircuit, resetCircuit, type Wiring } from './reset-circuit.ts';
import { RomLoader } from './rom-loader.ts';
import { downloadGreeting, romLinesOnly } from './rom-text.ts';
import { type Cancel, type Scheduler, systemScheduler } from './scheduler.ts';
import { type Lockdown, readLockdown } from './security.ts';
import type { SerialDevice } from './serial-device.ts';
import { encodeSlip, slipDecoder } from './slip.ts';
import { StubLoader, stubGreeting } from './stub-loader.ts';
import { instantTiming, realTiming, type Timing } from './timing.ts';
import { Uart } from './uart.ts';

export interface VirtualUnitOptions {
  readonly chip: ChipFamily;
  /** Initial content; its length is the size of the flash. */
  readonly flash: Uint8Array;
  /** Image of the read registers (layout of EfuseBlock). Default: a factory-fresh chip with a MAC. */
  readonly efuse?: Uint8Array;
  /** Default `uart`: a DevKit with its reset circuit. */
  readonly wiring?: Wiring;
  /** Default `instant`. */
  readonly timing?: 'instant' | 'real';
  /** Default: prints the ROM's first lines and stays silent. */
  readonly bootModel?: BootModel;
  /** Default: real time. */
  readonly clock?: Scheduler;
}

export interface UnitStatistics {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly framesIn: number;
  readonly erasedSectors: number;
  readonly programmedPages: number;
  readonly efuseWriteAttempts: number;
}

const defaultMac = Uint8Array.of(0x24, 0x6f, 0x28, 0xaa, 0xbb, 0x01);
const romBaudRate = 115_200;
const romFrameLength = 0x4000;
/** A block of 0x4000 with its headers; longer frames left the recorded stub without an answer. */
const stubFrameLength = 0x4000 + 8 + 16 + 1;

/** One ESP32 or ESP32-C3 unit behind its serial port. It has power from the start. */
export class VirtualUnit implements SerialDevice {
  readonly flash: FlashChip;
  readonly efuse: EfuseBlock;
  readonly faults = new Faults();
  readonly chip: ChipFamily;
  readonly wiring: Wiring;
  readonly #hardware: Hardware;
  readonly #lockdown: Lockdown;
  readonly #timing: Timing;
  readonly #scheduler: Scheduler;
  readonly #bootModel: BootModel;
  readonly #circuit: ResetCircuit;
  readonly #uart: Uart;
  readonly #transmitted = new Listeners<Uint8Array>();
  readonly #lost = new Listeners<void>();
  #plugged = true;
  #powered = false;
  #bootButton = false;
  #session: LoaderSession | undefined;
  #stop: Cancel = () => {};
  #reset: 'released' | 'held' | 'rising' = 'released';
  #traffic = { bytesIn: 0, bytesOut: 0, framesIn: 0 };

  constructor(options: VirtualUnitOptions) {
    const { chip } = options;
    this.chip = chip;
    this.wiring = options.wiring ?? 'uart';
    this.#timing = options.timing === 'real' ? realTiming : instantTiming;
    this.#scheduler = options.clock ?? systemScheduler();
    this.#bootModel = options.bootModel ?? romLinesOnly;
    this.flash = new FlashChip(options.flash, this.#timing);
    this.efuse = new EfuseBlock(chip, options.efuse ?? plainEfuse(chip, defaultMac));
    this.#hardware = { chip, flash: this.flash, efuse: this.efuse, bus: new Bus(chips[chip], this.flash, this.efuse) };
    this.#lockdown = readLockdown(this.#hardware);
    this.#circuit = resetCircuit(this.wiring);
    this.#uart = new Uart({
      scheduler: this.#scheduler,
      timing: this.#timing,
      fixedBaudRate: this.wiring === 'usb-jtag' ? this.#timing.usbJtagBaudRate : undefined,
      toChip: this.faults.toChip,
      toHost: this.faults.toHost,
      onChip: (bytes, atMs) => this.#session?.receive(bytes, atMs),
      onHost: (bytes) => this.#transmit(bytes),
      onPulled: () => this.unplug(),
    });
    this.powerOn();
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  get statistics(): UnitStatistics {
    const { erasedSectors, programmedPages } = this.flash;
    return { ...this.#traffic, erasedSectors, programmedPages, efuseWriteAttempts: this.efuse.writeAttempts.length };
  }

  receive(bytes: Uint8Array): void {
    if (!this.#plugged) return;
    this.#traffic.bytesIn += bytes.length;
    this.#uart.receive(bytes.slice());
  }

  onTransmit(listener: (chunk: Uint8Array) => void): Unsubscribe {
    return this.#transmitted.add(listener);
  }

  onLost(listener: () => void): Unsubscribe {
    return this.#lost.add(listener);
  }

  setHostBaudRate(baudRate: number): void {
    this.#uart.hostBaudRate = baudRate;
  }

  setModemLines(lines: ModemLines): void {
    if (!this.#plugged) return;
    this.#circuit.drive(lines);
    if (this.#circuit.holdsReset) {
      this.#halt();
      this.#reset = 'held';
    } else if (this.#reset === 'held') {
      this.#reset = 'rising';
    }
    if (this.#reset === 'rising') this.#leaveReset();
  }

  /** Presses or releases the button that pulls the boot strap. */
  setBootButton(held: boolean): void {
    this.#bootButton = held;
  }

  /** Presses the reset button once. */
  pressReset(): void {
    if (!this.#powered) return;
    this.#halt();
    this.#start('power', this.#scheduler.now());
  }

  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.#hardware.bus.reset();
    if (!this.#circuit.holdsReset) this.#start('power', this.#scheduler.now());
  }

  powerOff(): void {
    this.#powered = false;
    this.#halt();
  }

  /** Pulls the USB cable, which is also the supply. */
  unplug(): void {
    if (!this.#plugged) return;
    this.powerOff();
    this.#plugged = false;
    this.#circuit.drive({ dtr: false, rts: false });
    this.#reset = 'released';
    this.#lost.call();
  }

  plug(): void {
    this.#plugged = true;
    this.#uart.hostBaudRate = undefined;
    this.powerOn();
  }

  #transmit(bytes: Uint8Array): void {
    if (!this.#plugged) return;
    this.#traffic.bytesOut += bytes.length;
    this.#transmitted.call(bytes);
  }

  #halt(): void {
    this.#stop();
    this.#stop = () => {};
    this.#session?.end();
    this.#session = undefined;
    this.#uart.reset();
  }

  /** EN rises; the straps are read when it is up. Without timing, "up" is when the host's sequence has gone on. */
  #leaveReset(): void {
    if (this.#circuit.isBetween && this.#timing.enRiseMs === 0) return;
    this.#stop();
    this.#stop = this.#scheduler.at(this.#scheduler.now() + this.#timing.enRiseMs, (atMs) => {
      this.#reset = 'released';
      if (this.#powered) this.#start('power', atMs);
    });
  }

  #start(cause: ResetCause, atMs: number): void {
    this.#uart.chipBaudRate = romBaudRate;
    this.#uart.followsHost = false;
    const startMs = atMs + this.#timing.romStartMs;
    if (!this.#circuit.holdsBoot && !this.#bootButton) this.#play(this.#bootModel, cause, startMs);
    else if (this.#lockdown.downloadDisabled) this.#play((_, again) => this.#refuseDownload(again), cause, startMs);
    else this.#startRomLoader(cause, startMs);
  }

  #play(model: BootModel, cause: ResetCause, startMs: number): void {
    const { chip, flash, efuse } = this.#hardware;
    const unit = { chip, flash, efuse, faults: this.faults };
    const options = { model, unit, scheduler: this.#scheduler, timing: this.#timing, uart: this.#uart };
    this.#stop = playBoot(options, cause, startMs);
  }

  /** The ESP32 stays where it is, the C3 resets and comes back to the same straps. */
  #refuseDownload(cause: ResetCause): ReturnType<BootModel> {
    const output = [{ afterMs: 0, text: downloadGreeting(this.#hardware, cause, this.#lockdown) }];
    return this.chip === 'ESP32' ? { output, ends: 'dead' } : { output, ends: 'loop', cause: 'bootloader' };
  }

  #startRomLoader(cause: ResetCause, startMs: number): void {
    const text = downloadGreeting(this.#hardware, cause, this.#lockdown);
    const endMs = this.#uart.send(new TextEncoder().encode(text), startMs);
    this.#uart.followsHost = this.chip === 'ESP32';
    this.#run(new RomLoader(this.#hardware, this.#lockdown), endMs);
  }

  #run(loader: Loader, readyMs: number): void {
    const isRom = loader instanceof RomLoader;
    this.#session?.end();
    this.#session = new LoaderSession(
      {
        loader,
        decoder: isRom ? slipDecoder('keep', romFrameLength) : slipDecoder('drop', stubFrameLength),
        commandMs: isRom ? this.#timing.romCommandMs : this.#timing.stubCommandMs,
        flash: this.flash,
        uart: this.#uart,
        scheduler: this.#scheduler,
        faults: this.faults,
        onFrame: () => {
          this.#traffic.framesIn++;
          this.#uart.followsHost = false;
        },
        onTransition: (transition, atMs) => this.#transit(transition, atMs),
      },
      readyMs,
    );
  }

  #transit(transition: Transition, atMs: number): void {
    switch (transition.to) {
      case 'stub': {
        const readyMs = atMs + this.#timing.stubStartMs;
        this.#uart.send(encodeSlip(stubGreeting), readyMs);
        this.#run(new StubLoader(this.#hardware), readyMs);
        break;
      }
      case 'baud-rate':
        if (transition.baudRate > 0) this.#uart.chipBaudRate = transition.baudRate;
        break;
      case 'silence':
        this.#endSession();
        this.#uart.send(new TextEncoder().encode(transition.text), atMs);
        break;
      case 'restart':
        this.#endSession();
        this.#uart.send(strayFrameEnd, atMs);
        this.#start('bootloader', atMs);
        break;
    }
  }

  #endSession(): void {
    this.#session?.end();
    this.#session = undefined;
  }
}

/** A chip that resets itself out of its loader sends one C0 more. */
const strayFrameEnd = Uint8Array.of(0xc0);
