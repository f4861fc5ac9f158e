import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { SerialLink } from '../core/interfaces/serial-link.ts';
import { boot } from '../sim/boot-model.ts';
import { linkTo } from '../sim/in-process-link.ts';
import { seed, seedC3, seedFactoryOnly } from '../sim/units/seed.ts';
import type { SimUnit } from '../sim/units/sim-unit.ts';
import { VirtualUnit } from '../sim/virtual-unit.ts';

/** Units that need no file of anybody else's, by the name after `sim:`. */
export const simulatedUnits: ReadonlyMap<string, () => Promise<SimUnit>> = new Map([
  ['seed', seed],
  ['seed-factory-only', seedFactoryOnly],
  ['seed-c3', seedC3],
]);

/** Switches a virtual unit on. `real` paces wire and flash like a board; `instant` goes as fast as the machine. */
export function startUnit({ chip, flash, efuse }: SimUnit, timing: 'instant' | 'real'): VirtualUnit {
  return new VirtualUnit({ chip, flash, efuse, timing, bootModel: boot });
}

const started = new Map<string, VirtualUnit>();

/** Makes a unit that is switched on already reachable as `sim:NAME` in this process. */
export function addSimulatedUnit(name: string, unit: VirtualUnit): void {
  started.set(name, unit);
}

/** The link to a simulated unit of this process, which is switched on at first use and keeps its flash. Throws `port.not-found`. */
export async function simulatedLink(name: string): Promise<SerialLink> {
  const unit = started.get(name) ?? (await startNamed(name));
  started.set(name, unit);
  return linkTo(unit, `sim:${name}`);
}

async function startNamed(name: string): Promise<VirtualUnit> {
  const create = simulatedUnits.get(name);
  if (create === undefined) throw new RecoveryError('port.not-found', { port: `sim:${name}` });
  return startUnit(await create(), 'instant');
}
