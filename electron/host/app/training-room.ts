import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PortEntity, TrainingEntity } from '../../contract/state.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import { buildRelease } from '../../core/release/build-package.ts';
import { enrollKey } from '../../core/release/keys.ts';
import { generateReleaseKey } from '../../core/release/release-key.ts';
import { signPackage } from '../../core/release/sign-package.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import type { PortSource } from './port-source.ts';
import type { ReleaseShelf } from './release-shelf.ts';

/** Virtual units, a workspace that goes when training ends, and the release that brings the units back. */
export interface TrainingRoom {
  readonly workspace: Workspace;
  readonly ports: PortSource;
  /** All units, first as they are and then again whenever one changed. */
  watch(listener: (units: readonly TrainingEntity[]) => void): Unsubscribe;
  /** Each throws `app.not-in-training` for a unit that there is not. */
  plug(id: string): void;
  unplug(id: string): void;
  holdButton(id: string, held: boolean): void;
  /** Enrols the key of the training vendor and installs its releases. */
  furnish(shelf: ReleaseShelf): Promise<void>;
  close(): Promise<void>;
}

/** The one place that knows where virtual units come from. */
export async function openTrainingRoom(): Promise<TrainingRoom> {
  const { addSimulatedUnit, simulatedUnits, startUnit } = await import('../simulated-units.ts');
  const { seedRelease } = await import('../../sim/units/seed-release.ts');
  const folder = await mkdtemp(join(tmpdir(), 'unstrand-training-'));
  const workspace = openWorkspace({ UNSTRAND_HOME: folder });
  const units = new Map<string, { unit: ReturnType<typeof startUnit>; held: boolean }>();
  for (const [id, create] of simulatedUnits) {
    const unit = startUnit(await create(), 'instant');
    addSimulatedUnit(id, unit);
    units.set(id, { unit, held: false });
  }
  const listeners = new Set<() => void>();
  const find = (id: string) => {
    const found = units.get(id);
    if (found === undefined) throw new RecoveryError('app.not-in-training', { id });
    return found;
  };
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const watch = (listener: () => void): Unsubscribe => {
    listeners.add(listener);
    listener();
    return () => void listeners.delete(listener);
  };
  for (const { unit } of units.values()) unit.onLost(changed);
  const entities = () =>
    [...units].map(([id, { unit, held }]): TrainingEntity => ({ id, chip: unit.chip, plugged: unit.plugged, held }));
  return {
    workspace,
    ports: {
      watch: (listener) =>
        watch(() =>
          listener(
            entities()
              .filter(({ plugged }) => plugged)
              .map(portOf),
          ),
        ),
    },
    watch: (listener) => watch(() => listener(entities())),
    plug(id) {
      find(id).unit.plug();
      changed();
    },
    unplug(id) {
      find(id).unit.unplug();
      changed();
    },
    holdButton(id, held) {
      const found = find(id);
      found.held = held;
      found.unit.setBootButton(held);
      changed();
    },
    async furnish(shelf) {
      const { manifest, files } = seedRelease();
      const { publicKeyPem, privateKeyPem } = await generateReleaseKey();
      await shelf.changeKeys((ring) => enrollKey(ring, publicKeyPem, 'Unstrand training', workspace.clock.now()));
      await shelf.install(await signPackage(buildRelease(manifest, files), privateKeyPem));
    },
    async close() {
      listeners.clear();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function portOf({ id }: TrainingEntity): PortEntity {
  return { id: `sim:${id}`, name: `sim:${id}`, simulated: true, diagnosis: { code: 'usable', params: {} } };
}
