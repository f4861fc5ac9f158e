/**
 * What happens when a packet of the host arrives at a unit: the link breaks and both sides find out when supervision ends
 * it, the unit asks for other connection parameters, or its radio is silent from then on for so many milliseconds, as while flash is erased.
 */
export type RadioFault = 'lose-link' | 'request-update' | { readonly silenceMs: number };

/** Faults by the number of the host's ACL packet, counted from 0 since the unit was made. Each strikes once. */
export class RadioFaults {
  /** By how much the controller is late to say that a packet went out, milliseconds. */
  completedDelayMs = 0;
  readonly #planned = new Map<number, RadioFault>();
  #count = 0;

  /** Packets so far. */
  get count(): number {
    return this.#count;
  }

  /** Plans a fault for the packet with this number. */
  plan(packet: number, fault: RadioFault): void {
    this.#planned.set(packet, fault);
  }

  /** The fault of the packet that arrives. */
  next(): RadioFault | undefined {
    const fault = this.#planned.get(this.#count);
    this.#planned.delete(this.#count);
    this.#count++;
    return fault;
  }
}
