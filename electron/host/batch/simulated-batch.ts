import { encodeEsp32Efuse } from '../../sim/units/efuse-images.ts';
import type { SimUnit } from '../../sim/units/sim-unit.ts';
import { VirtualPorts } from '../../sim/virtual-ports.ts';
import type { VirtualUnit } from '../../sim/virtual-unit.ts';
import { addSimulatedUnit, startUnit } from '../simulated-units.ts';

/** Virtual units in the ports of a simulated machine, each with a MAC of its own. */
export interface SimulatedBatch {
  readonly ports: VirtualPorts;
  readonly units: readonly VirtualUnit[];
  /** Where a unit of `units` is plugged in. */
  path(index: number): string;
}

let made = 0;

/** Switches ESP32 units on and plugs them in; they can be reached in this process alone. */
export function simulatedBatch(contents: readonly SimUnit[], timing: 'instant' | 'real'): SimulatedBatch {
  const ports = new VirtualPorts();
  const name = `batch-${++made}`;
  const nameOf = (index: number) => `${name}-${index + 1}`;
  const units = contents.map((content, index) => {
    const unit = startUnit({ ...content, efuse: encodeEsp32Efuse(macOf(index), 1) }, timing);
    addSimulatedUnit(nameOf(index), unit);
    ports.plug(`sim:${nameOf(index)}`, unit);
    return unit;
  });
  return { ports, units, path: (index) => `sim:${nameOf(index)}` };
}

/** Addresses of Espressif's block that no sample of the catalogue has. */
function macOf(index: number): Uint8Array {
  return Uint8Array.of(0x24, 0x6f, 0x28, 0xb0, made & 0xff, index + 1);
}
