import { hciOpcode, hciStatus } from './hci-codes.ts';
import { advertisingReports, commandComplete } from './hci-events.ts';
import type { VirtualRadio } from './virtual-radio.ts';

/** The scanner of a controller. */
export class ControllerScan {
  readonly #radio: VirtualRadio;
  readonly #emit: (packet: Uint8Array) => void;
  readonly #periodMs: number;
  #isActive = false;
  #heard: Set<string> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(radio: VirtualRadio, emit: (packet: Uint8Array) => void, periodMs: number) {
    this.#radio = radio;
    this.#emit = emit;
    this.#periodMs = periodMs;
  }

  /** False for a command that is not about scanning. */
  command(opcode: number, params: Uint8Array): boolean {
    if (opcode === hciOpcode.leSetScanParameters) this.#setParameters(params);
    else if (opcode === hciOpcode.leSetScanEnable) this.#setEnable(params);
    else return false;
    return true;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Refused while it scans, as real controllers do. */
  #setParameters(params: Uint8Array): void {
    const isAllowed = this.#timer === undefined;
    if (isAllowed) this.#isActive = params[0] === 1;
    const status = isAllowed ? hciStatus.success : hciStatus.disallowed;
    this.#emit(commandComplete(hciOpcode.leSetScanParameters, [status]));
  }

  #setEnable([enable, filtersDuplicates]: Uint8Array): void {
    this.stop();
    this.#emit(commandComplete(hciOpcode.leSetScanEnable, [hciStatus.success]));
    if (enable !== 1) return;
    this.#heard = filtersDuplicates === 1 ? new Set() : undefined;
    this.#timer = setInterval(() => this.#listen(), this.#periodMs).unref();
    this.#listen();
  }

  #listen(): void {
    for (const peripheral of this.#radio.peripherals) {
      if (this.#heard?.has(peripheral.address)) continue;
      const reports = advertisingReports(peripheral, this.#isActive);
      if (reports.length > 0) this.#heard?.add(peripheral.address);
      for (const report of reports) this.#emit(report);
    }
  }
}
