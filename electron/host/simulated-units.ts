import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { SerialLink } from '../core/interfaces/serial-link.ts';
import { boot } from '../sim/boot-model.ts';
import type { AppSize } from '../sim/firmware/app.ts';
import { linkTo } from '../sim/in-process-link.ts';
import { findTrainingUnit } from '../sim/training/catalogue.ts';
import { trainingLink } from '../sim/training/training-link.ts';
import type { TrainingUnit } from '../sim/training/training-unit.ts';
import type { SimUnit } from '../sim/units/sim-unit.ts';
import { VirtualUnit } from '../sim/virtual-unit.ts';

export type SimTiming = 'instant' | 'real';

/** Switches a virtual unit on. `real` paces wire and flash like a board; `instant` goes as fast as the machine. */
export function startUnit({ chip, flash, efuse }: SimUnit, timing: SimTiming): VirtualUnit {
  return new VirtualUnit({ chip, flash, efuse, timing, bootModel: boot });
}

/** Switches the unit of a lesson on, with its faults. The size is that of its firmware, see `TrainingUnit.make`. */
export async function startTrainingUnit(
  { make, arm, wiring, consoleBaudRate }: TrainingUnit,
  timing: SimTiming,
  size: AppSize = 'real',
): Promise<VirtualUnit> {
  const { chip, flash, efuse } = await make({ size });
  const unit = new VirtualUnit({ chip, flash, efuse, timing, wiring, consoleBaudRate, bootModel: boot });
  arm?.(unit, size);
  return unit;
}

/** Makes the link to a unit of this process, each time anew. */
type LinkMaker = (port: string) => SerialLink;

const started = new Map<string, LinkMaker>();

/** Makes a unit that is switched on already reachable as `sim:NAME` in this process. */
export function addSimulatedUnit(name: string, unit: VirtualUnit): void {
  started.set(name, (port) => linkTo(unit, port));
}

/** The same for the unit of a lesson, behind whatever stands in the way of its port. */
export function addTrainingUnit({ id, listing }: TrainingUnit, unit: VirtualUnit): void {
  started.set(id, (port) => trainingLink(listing, unit, port));
}

/** Forgets a unit: the next use of its name switches on a new one, if training has it. */
export function removeSimulatedUnit(name: string): void {
  started.delete(name);
}

/** The link to a simulated unit of this process, which is switched on at first use and keeps its flash. Throws `port.not-found`. */
export async function simulatedLink(name: string): Promise<SerialLink> {
  if (!started.has(name)) await startNamed(name);
  const link = started.get(name)?.(`sim:${name}`);
  if (link === undefined) throw notFound(name);
  return link;
}

/** The lesson of a name. Throws `port.not-found`. */
export function trainingUnitNamed(name: string): TrainingUnit {
  const unit = findTrainingUnit(name);
  if (unit === undefined) throw notFound(name);
  return unit;
}

async function startNamed(name: string): Promise<void> {
  const unit = trainingUnitNamed(name);
  const device = await startTrainingUnit(unit, 'instant');
  if (!started.has(name)) addTrainingUnit(unit, device);
}

function notFound(name: string): RecoveryError {
  return new RecoveryError('port.not-found', { port: `sim:${name}` });
}
