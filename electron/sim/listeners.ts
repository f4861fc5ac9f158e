import type { Unsubscribe } from '../core/interfaces/serial-link.ts';

/** Who wants to hear of something, in the order they came. */
export class Listeners<Argument> {
  readonly #listeners = new Set<(argument: Argument) => void>();

  add(listener: (argument: Argument) => void): Unsubscribe {
    const own = (argument: Argument) => listener(argument);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  call(argument: Argument): void {
    for (const listener of [...this.#listeners]) listener(argument);
  }
}
