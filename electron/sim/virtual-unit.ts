import { chips } from '../core/chips/catalogue.ts';
import type { ChipFamily } from '../core/chips/chip.ts';
import type { ModemLines, Unsubscribe } from '../core/interfaces/serial-link.ts';
import type { BootModel } from './boot-run.ts';
import { Bus } from './bus.ts';
import { ChipRunner, romBaudRate } from './chip-runner.ts';
import { EfuseBlock, plainEfuse } from './efuse-block.ts';
import { Faults } from './faults.ts';
import { FlashChip } from './flash-chip.ts';
import { Listeners } from './listeners.ts';
import { type ResetCircuit, resetCircuit, type Wiring } from './reset-circuit.ts';
import { romLinesOnly } from './rom-text.ts';
import { type Cancel, type Scheduler, systemScheduler } from './scheduler.ts';
import type { SerialDevice } from './serial-device.ts';
import { instantTiming, realTiming, type Timing } from './timing.ts';
import { Uart } from './uart.ts';

export interface VirtualUnitOptions {
  readonly chip: ChipFamily;
  /** Initial content; its length is the size of the flash. */
  readonly flash: Uint8Array;
  /** Image of the read registers (layout: EfuseBlock). Default: a chip from the factory, with a MAC. */
  readonly efuse?: Uint8Array;
  /** Default `uart`: a DevKit with its reset circuit. */
  readonly wiring?: Wiring;
  /** Default `instant`: nothing waits. */
  readonly timing?: 'instant' | 'real';
  /** Rate at which the chip talks after a reset. Default 115200; 74880 where a 26 MHz crystal stands in for one of 40 MHz. */
  readonly consoleBaudRate?: number | undefined;
  /** Default: prints the ROM's first lines and stays silent. */
  readonly bootModel?: BootModel;
  /** Default: real time. */
  readonly clock?: Scheduler;
}

/** Totals since the unit was made; bytes are those of the serial line, as the host sees them. */
export interface UnitStatistics {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly framesIn: number;
  readonly erasedSectors: number;
  readonly programmedPages: number;
  readonly efuseWriteAttempts: number;
}

const defaultMac = Uint8Array.of(0x24, 0x6f, 0x28, 0xaa, 0xbb, 0x01);

/** One ESP32 or ESP32-C3 unit behind its serial port: plugged in and powered from the start. */
export class VirtualUnit implements SerialDevice {
  readonly chip: ChipFamily;
  readonly wiring: Wiring;
  readonly flash: FlashChip;
  readonly efuse: EfuseBlock;
  readonly faults = new Faults();
  readonly #bus: Bus;
  readonly #timing: Timing;
  readonly #scheduler: Scheduler;
  readonly #circuit: ResetCircuit;
  readonly #uart: Uart;
  readonly #runner: ChipRunner;
  readonly #transmitted = new Listeners<Uint8Array>();
  readonly #lost = new Listeners<void>();
  readonly #traffic = { bytesIn: 0, bytesOut: 0, framesIn: 0 };
  #plugged = true;
  #powered = false;
  #bootButton = false;
  #reset: 'released' | 'held' | 'rising' = 'released';
  #cancelRise: Cancel = () => {};

  constructor(options: VirtualUnitOptions) {
    const { chip } = options;
    this.chip = chip;
    this.wiring = options.wiring ?? 'uart';
    this.#timing = options.timing === 'real' ? realTiming : instantTiming;
    this.#scheduler = options.clock ?? systemScheduler();
    this.flash = new FlashChip(options.flash, this.#timing);
    this.efuse = new EfuseBlock(chip, options.efuse ?? plainEfuse(chip, defaultMac));
    this.#bus = new Bus(chips[chip], this.flash, this.efuse);
    this.#circuit = resetCircuit(this.wiring);
    this.#uart = this.#makeUart();
    this.#runner = new ChipRunner({
      hardware: { chip, flash: this.flash, efuse: this.efuse, bus: this.#bus },
      faults: this.faults,
      scheduler: this.#scheduler,
      timing: this.#timing,
      uart: this.#uart,
      bootModel: options.bootModel ?? romLinesOnly,
      consoleBaudRate: options.consoleBaudRate ?? romBaudRate,
      isBootHeld: () => this.#bootButton || this.#circuit.holdsBoot,
      onFrame: (frame) => {
        this.#traffic.framesIn++;
        if (this.faults.pullsAt(frame)) this.unplug();
      },
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
    this.#uart.receive(new Uint8Array(bytes));
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
    if (this.#circuit.holdsReset) this.#holdReset();
    else if (this.#reset === 'held') this.#reset = 'rising';
    if (this.#reset === 'rising') this.#rise();
  }

  /** Presses or releases the button that pulls the boot strap. */
  setBootButton(held: boolean): void {
    this.#bootButton = held;
  }

  /** Presses the reset button once. */
  pressReset(): void {
    if (!this.#powered) return;
    this.#runner.halt();
    this.#runner.start('power', this.#scheduler.now());
  }

  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.#bus.reset();
    if (!this.#circuit.holdsReset) this.#runner.start('power', this.#scheduler.now());
  }

  powerOff(): void {
    this.#powered = false;
    this.#runner.halt();
  }

  /** Pulls the USB cable, which is the supply as well. */
  unplug(): void {
    if (!this.#plugged) return;
    this.powerOff();
    this.#plugged = false;
    this.#cancelRise();
    this.#reset = 'released';
    this.#circuit.drive({ dtr: false, rts: false });
    this.#uart.hostBaudRate = undefined;
    this.#lost.call();
  }

  /** Plugs the cable in again: the unit starts as after a loss of power. */
  plug(): void {
    this.#plugged = true;
    this.powerOn();
  }

  #makeUart(): Uart {
    return new Uart({
      scheduler: this.#scheduler,
      timing: this.#timing,
      fixedBaudRate: this.wiring === 'usb-jtag' ? this.#timing.usbJtagBaudRate : undefined,
      faults: this.faults,
      onChip: (bytes, atMs) => this.#runner.receive(bytes, atMs),
      onHost: (bytes) => {
        this.#traffic.bytesOut += bytes.length;
        this.#transmitted.call(bytes);
      },
      onPulled: () => this.unplug(),
    });
  }

  #holdReset(): void {
    this.#cancelRise();
    this.#runner.halt();
    this.#reset = 'held';
  }

  /** EN rises slowly; the straps are read when it is up. Without timing, that is when the host's sequence has gone on. */
  #rise(): void {
    if (this.#circuit.isBetween && this.#timing.enRiseMs === 0) return;
    this.#reset = 'released';
    this.#cancelRise = this.#scheduler.at(this.#scheduler.now() + this.#timing.enRiseMs, (atMs) => {
      if (this.#powered) this.#runner.start('power', atMs);
    });
  }
}
