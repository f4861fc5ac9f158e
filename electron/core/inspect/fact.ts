import type { Fact, UnknownReason } from './facts.ts';

export function known<T>(value: T): Fact<T> {
  return { known: true, value };
}

export function unknown<T>(reason: UnknownReason): Fact<T> {
  return { known: false, reason };
}

/** The value, or undefined where it is not known. */
export function factValue<T>(fact: Fact<T>): T | undefined {
  return fact.known ? fact.value : undefined;
}
