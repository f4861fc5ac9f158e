/**
 * Ways to a machine's Bluetooth: `noble` and `stoprocent` speak to the controller (Linux) or to the system's own stack
 * (Windows, macOS), `bluez` to Linux' Bluetooth service, which needs no rights. `auto` takes what fits system and packaging.
 */
export const bleBackends = ['auto', 'noble', 'stoprocent', 'bluez'] as const;

export type BleBackend = (typeof bleBackends)[number];
