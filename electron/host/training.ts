import { join } from 'node:path';
import { dataFolders } from '../adapters/store/data-folder.ts';
import type { PortWatcher } from '../core/interfaces/port-watcher.ts';
import type { UsbIdentity } from '../core/interfaces/serial-link.ts';
import { parseChain } from '../core/trust/chain-file.ts';
import type { ServerView } from '../core/trust/verdict.ts';
import type { AppSize } from '../sim/firmware/app.ts';
import { syntheticPki, updateHost } from '../sim/firmware/pki.ts';
import { adapterIdentity } from '../sim/in-process-link.ts';
import { findTrainingUnit, trainingUnits } from '../sim/training/catalogue.ts';
import { isListed } from '../sim/training/training-link.ts';
import type { DemoEdition, ListingCondition, TrainingUnit } from '../sim/training/training-unit.ts';
import { VirtualPorts } from '../sim/virtual-ports.ts';
import type { VirtualUnit } from '../sim/virtual-unit.ts';
import { createDemoVendor, enrolDemoKey } from './demo-package.ts';
import { addTrainingUnit, removeSimulatedUnit, startTrainingUnit, trainingUnitNamed } from './simulated-units.ts';
import { type VirtualAir, virtualAir } from './training-air.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** What the simulated machine sees of a unit that is plugged in. */
export interface TrainingListing {
  readonly id: string;
  readonly condition: ListingCondition;
  /** The adapter that enumerates; undefined behind a cable that carries power only. */
  readonly usb: UsbIdentity | undefined;
  /** Target of `recoverUnit` and the like, where the system lists a port. */
  readonly path: string | undefined;
}

export interface TrainingOptions {
  /** `real` weighs what products weigh; `tiny` is for tests. Default `real`. */
  readonly size?: AppSize;
}

/** A simulated machine into which training units are plugged; real ports are no part of it. */
export interface Training {
  readonly units: readonly TrainingUnit[];
  /** Whether there is such a unit: one of `units`, or a copy of one (`seed~2`). */
  has(id: string): boolean;
  /**
   * Plugs a unit in, which is then reached as `sim:ID`; one that was pulled goes on with the flash that it has. Plugging
   * in what is plugged in does nothing. Throws `port.not-found` for an id that there is not.
   */
  plug(id: string): Promise<void>;
  /** Pulls its cable, whatever is going on. */
  unplug(id: string): void;
  /** Pulls its cable and forgets it: the next `plug` brings it as it was before the first. */
  restart(id: string): void;
  /** Holds the unit's boot button, or lets go of it. Held before `plug` counts as well. */
  holdButton(id: string, isHeld: boolean): void;
  /** Ports of units whose port the system lists, with hot-plug. */
  readonly ports: PortWatcher;
  /** Everything that is plugged in, those without a port too, in the order of the catalogue. */
  listing(): readonly TrainingListing[];
  /** A signed package that fits the training units and nothing else. */
  demoRelease(edition?: DemoEdition): Promise<Uint8Array>;
  /** What the units' update server presents: it has moved to a root that they do not have. */
  readonly demoServer: ServerView;
  /** Units that hang on no cable. */
  readonly air: VirtualAir;
  /** Makes a workspace accept the demo releases, and only them. For `openTrainingWorkspace` alone. */
  enrolDemoKey(workspace: Workspace): Promise<void>;
  /** Pulls everything. */
  close(): void;
}

/** Data folders of training: its records, journals and keys never mix with those of the station. */
export function openTrainingWorkspace(env: Readonly<Record<string, string | undefined>>): Workspace {
  return openWorkspace({ ...env, UNSTRAND_HOME: join(dataFolders(env).data, 'training') });
}

/** Opens training. `paced` takes the time that a board takes, `instant` none. One at a time in a process. */
export function openTraining(timing: 'paced' | 'instant', { size = 'real' }: TrainingOptions = {}): Training {
  const ports = new VirtualPorts();
  const vendor = createDemoVendor(size);
  const devices = new Map<string, Promise<VirtualUnit>>();
  const switchedOn = new Map<string, VirtualUnit>();
  const heldButtons = new Set<string>();

  const start = async (unit: TrainingUnit): Promise<VirtualUnit> => {
    const device = await startTrainingUnit(unit, timing === 'paced' ? 'real' : 'instant', size);
    device.unplug();
    device.setBootButton(heldButtons.has(unit.id));
    return device;
  };
  const restart = (id: string) => {
    switchedOn.get(id)?.unplug();
    switchedOn.delete(id);
    devices.delete(id);
    removeSimulatedUnit(id);
  };
  return {
    units: trainingUnits,
    has: (id) => findTrainingUnit(id) !== undefined,
    ports,
    demoRelease: (edition) => vendor.release(edition),
    demoServer: demoServer(),
    air: virtualAir({
      pace: timing === 'paced' ? 'real' : 'instant',
      size,
      publicKeyPem: () => vendor.publicKeyPem(),
    }),
    enrolDemoKey: (workspace) => enrolDemoKey(vendor, workspace),
    async plug(id) {
      const unit = trainingUnitNamed(id);
      const starting = devices.get(id) ?? start(unit);
      devices.set(id, starting);
      const device = await starting;
      if (devices.get(id) !== starting || device.plugged) return;
      switchedOn.set(id, device);
      addTrainingUnit(unit, device);
      if (isListed(unit.listing)) ports.plug(pathOf(id), device);
      else device.plug();
    },
    unplug: (id) => switchedOn.get(id)?.unplug(),
    restart,
    holdButton(id, isHeld) {
      if (isHeld) heldButtons.add(id);
      else heldButtons.delete(id);
      switchedOn.get(id)?.setBootButton(isHeld);
    },
    listing: () => inOrder([...switchedOn].filter(([, { plugged }]) => plugged).map(([id]) => id)).map(listingOf),
    close() {
      for (const id of [...devices.keys()]) restart(id);
    },
  };
}

/** As in the catalogue, copies behind what they are copies of. */
function inOrder(ids: readonly string[]): TrainingUnit[] {
  const place = (id: string) => trainingUnits.findIndex((unit) => id === unit.id || id.startsWith(`${unit.id}~`));
  const number = (id: string) => Number(id.split('~')[1] ?? 1);
  return ids.toSorted((a, b) => place(a) - place(b) || number(a) - number(b)).map(trainingUnitNamed);
}

function pathOf(id: string): string {
  return `sim:${id}`;
}

function listingOf({ id, listing, wiring }: TrainingUnit): TrainingListing {
  return {
    id,
    condition: listing,
    usb: listing === 'no-usb' ? undefined : adapterIdentity(wiring),
    path: isListed(listing) ? pathOf(id) : undefined,
  };
}

function demoServer(): ServerView {
  const chain = parseChain(new TextEncoder().encode(syntheticPki().chains.moved), updateHost);
  if (!chain.ok) throw new Error(chain.problem.code);
  return chain.value;
}
