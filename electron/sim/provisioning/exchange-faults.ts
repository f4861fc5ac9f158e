/** What happens to one exchange: lost before or after the handler ran, handled twice, or changed on the way. */
export type ExchangeFault =
  | 'drop-request'
  | 'drop-answer'
  | 'duplicate-request'
  | 'corrupt-request'
  | 'corrupt-answer'
  | 'power-cut';

/** Faults by the number of the exchange, counted from 0 since the unit was made. Each strikes once. */
export class ExchangeFaults {
  readonly #planned = new Map<number, ExchangeFault>();
  #count = 0;

  /** Exchanges so far. */
  get count(): number {
    return this.#count;
  }

  /** Plans a fault for the exchange with this number. */
  plan(exchange: number, fault: ExchangeFault): void {
    this.#planned.set(exchange, fault);
  }

  /** The fault of the exchange that begins. */
  next(): ExchangeFault | undefined {
    const fault = this.#planned.get(this.#count);
    this.#planned.delete(this.#count);
    this.#count++;
    return fault;
  }
}

/** The bytes with one bit changed; a single zero byte where there are none. */
export function corrupted(bytes: Uint8Array): Uint8Array {
  const changed = bytes.length === 0 ? new Uint8Array(1) : new Uint8Array(bytes);
  const at = changed.length >> 1;
  changed[at] = (changed[at] ?? 0) ^ 0x10;
  return changed;
}
