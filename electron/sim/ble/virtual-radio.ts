import { type Scheduler, systemScheduler, virtualScheduler } from '../scheduler.ts';
import { instantPacing, type LinkPacing } from './link-pacing.ts';
import type { VirtualPeripheral } from './virtual-peripheral.ts';

export interface VirtualRadioOptions {
  readonly peripherals?: readonly VirtualPeripheral[];
  /** Default: nothing takes time. */
  readonly pacing?: LinkPacing;
  /** Time of the links. Default: virtual without pacing, real with it. */
  readonly scheduler?: Scheduler;
}

/** The air around a virtual controller, and the units in it. */
export class VirtualRadio {
  readonly pacing: LinkPacing;
  readonly scheduler: Scheduler;
  readonly #peripherals = new Map<string, VirtualPeripheral>();

  constructor({ peripherals = [], pacing = instantPacing, scheduler }: VirtualRadioOptions = {}) {
    this.pacing = pacing;
    this.scheduler = scheduler ?? (pacing === instantPacing ? virtualScheduler() : systemScheduler());
    for (const peripheral of peripherals) this.add(peripheral);
  }

  get peripherals(): readonly VirtualPeripheral[] {
    return [...this.#peripherals.values()];
  }

  /** A unit comes into reach; one with the same address makes place for it. */
  add(peripheral: VirtualPeripheral): void {
    this.#peripherals.set(peripheral.address, peripheral);
  }

  /** A unit is heard no more. Its links go on: whoever takes it away breaks them by a fault first. */
  remove(address: string): void {
    this.#peripherals.delete(address);
  }

  /** The unit with this address, if it can be connected to now. */
  find(address: string): VirtualPeripheral | undefined {
    const peripheral = this.#peripherals.get(address);
    return peripheral?.advertisement === undefined ? undefined : peripheral;
  }
}
