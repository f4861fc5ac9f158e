import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../contract/commands.ts';
import type { TrainingEntity } from '../../contract/state.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import type { PortAccess, UsbDevice } from '../../core/interfaces/usb-inventory.ts';
import type { ServerView } from '../../core/trust/verdict.ts';
import { type PortSources, readPortState } from '../read-ports.ts';
import type { Training, TrainingListing } from '../training.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { type PortSource, portEntities } from './port-source.ts';
import type { TrainingAir } from './radio/desk-radio.ts';
import type { ReleaseShelf } from './release-shelf.ts';

/** Virtual units, a workspace that goes when training ends, and the releases that bring the units back. */
export interface TrainingRoom {
  readonly workspace: Workspace;
  readonly ports: PortSource;
  /** Units without a cable. */
  readonly air: TrainingAir;
  /** What the virtual units' update server shows. */
  readonly server: ServerView;
  /** All units, first as they are and then again whenever one changed. */
  watch(listener: (units: readonly TrainingEntity[]) => void): Unsubscribe;
  /** Each throws `app.not-in-training` for a unit that there is not. Without a cable, plugged in means in reach. */
  plug(id: string): Promise<void>;
  unplug(id: string): void;
  holdButton(id: string, held: boolean): void;
  /** What stands on the label of a unit without a cable. */
  labelOf(id: string): Result<'training.label'>;
  /** Enrols the key of the training vendor and installs its release. */
  furnish(shelf: ReleaseShelf): Promise<void>;
  close(): Promise<void>;
}

/** `paced` takes the time that boards take, `instant` none (for tests). */
export type TrainingPace = 'paced' | 'instant';

/** The one place that knows where virtual units come from. */
export async function openTrainingRoom(pace: TrainingPace): Promise<TrainingRoom> {
  const { openTraining } = await import('../training.ts');
  const folder = await mkdtemp(join(tmpdir(), `unstrand-training-${process.pid}-`));
  const workspace = openWorkspace({ UNSTRAND_HOME: folder });
  const training = openTraining(pace);
  const held = new Set<string>();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const stopPorts = training.ports.watch(changed);
  const watch = (listener: () => void): Unsubscribe => {
    listeners.add(listener);
    listener();
    return () => void listeners.delete(listener);
  };
  const { air } = training;
  const radioUnit = (id: string) => air.units.find((unit) => unit.id === id);
  const demand = (id: string) => {
    if (!training.has(id)) throw new RecoveryError('app.not-in-training', { id });
  };
  return {
    workspace,
    air: { radio: { central: air.central, softAp: { simulated: true } }, watch: air.watch },
    server: training.demoServer,
    ports: { watch: (listener) => watch(async () => listener(portEntities(await readPortState(sourcesOf(training))))) },
    watch: (listener) => watch(() => listener(entitiesOf(training, held))),
    async plug(id) {
      if (radioUnit(id) !== undefined) air.setInReach(id, true);
      else {
        demand(id);
        await training.plug(id);
      }
      changed();
    },
    unplug(id) {
      if (radioUnit(id) !== undefined) air.setInReach(id, false);
      else {
        demand(id);
        training.unplug(id);
      }
      changed();
    },
    holdButton(id, isHeld) {
      demand(id);
      training.holdButton(id, isHeld);
      if (isHeld) held.add(id);
      else held.delete(id);
      changed();
    },
    labelOf(id) {
      const unit = radioUnit(id);
      if (unit === undefined) throw new RecoveryError('app.not-in-training', { id });
      return { name: unit.name, ...unit.credentials };
    },
    async furnish(shelf) {
      await training.enrolDemoKey(workspace);
      await shelf.refresh();
      await shelf.install(await training.demoRelease());
    },
    async close() {
      stopPorts();
      listeners.clear();
      training.close();
      await air.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function entitiesOf({ units, listing, air }: Training, held: ReadonlySet<string>): TrainingEntity[] {
  const plugged = new Set(listing().map(({ id }) => id));
  const onCable = units.map(({ id, chip }) => ({ id, chip, plugged: plugged.has(id), held: held.has(id) }));
  return [
    ...onCable,
    ...air.units.map(({ id, chip, link }) => ({ id, chip, plugged: air.isInReach(id), held: false, link })),
  ];
}

/** A machine that sees what the lessons show, so that the same diagnosis speaks as on a real one. */
function sourcesOf({ listing, ports }: Training): PortSources {
  const plugged = listing();
  return {
    system: 'linux',
    watcher: ports,
    inventory: { list: async () => plugged.flatMap(deviceOf) },
    access: {
      read: async (path) =>
        accessOf(
          plugged.find((each) => each.path === path),
          path,
        ),
    },
  };
}

function deviceOf({ usb, path, condition }: TrainingListing): UsbDevice[] {
  if (usb === undefined) return [];
  const { vendorId, productId } = usb;
  const driver = condition === 'no-driver' ? 'none' : 'bound';
  return [{ vendorId, productId, driver, ...(path !== undefined && { portPath: path }) }];
}

function accessOf(listing: TrainingListing | undefined, path: string): PortAccess {
  const condition = listing?.condition ?? 'port';
  if (condition === 'no-permission') return { path, permission: 'denied', group: 'dialout' };
  if (!condition.startsWith('busy:')) return { path, permission: 'granted' };
  return { path, permission: 'granted', holder: { name: condition.slice('busy:'.length), pid: 1, isOwn: false } };
}
