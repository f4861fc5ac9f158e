import type { System } from './usb-bridges.ts';

/** Versions of a maker's driver with which flashing fails, and one with which it works. */
interface KnownDriver {
  /** Ids in the table of bridges. */
  readonly bridges: readonly string[];
  readonly system: System;
  /** The version itself, or how it begins. */
  readonly bad: string;
  readonly good: string;
}

/**
 * What users of other tools found and cured by another version of the driver: CH340 3.8 (espressif/esptool issue 879)
 * and CP210x 11.2.0.167 (espressif/esptool-js issue 87, esphome/esp-web-tools issue 319).
 */
const knownDrivers: readonly KnownDriver[] = [
  { bridges: ['ch340', 'ch341'], system: 'win32', bad: '3.8', good: '3.5' },
  { bridges: ['cp210x', 'cp2105'], system: 'win32', bad: '11.2.0.167', good: '11.1' },
];

/** The driver to have instead, where this one is known to fail. */
export function betterDriver(
  bridge: string | undefined,
  version: string | undefined,
  system: System | undefined,
): string | undefined {
  if (bridge === undefined || version === undefined) return undefined;
  const isBad = ({ bad }: KnownDriver) => version === bad || version.startsWith(`${bad}.`);
  return knownDrivers.find((known) => known.system === system && known.bridges.includes(bridge) && isBad(known))?.good;
}
