import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { PlanDescription } from '../../core/plan/describe-plan.ts';
import { describePlan } from '../../core/plan/describe-plan.ts';
import type { AskServer } from '../ask-release-server.ts';
import type { Radio } from '../channel/radio.ts';
import type { Texts } from '../locale-texts.ts';
import type { Workspace } from '../workspace.ts';
import type { PortSource } from './port-source.ts';
import { createProfileShelf, type ProfileShelf } from './profile-shelf.ts';
import { type DeskRadio, openDeskRadio } from './radio/desk-radio.ts';
import { createReleaseShelf, type ReleaseShelf } from './release-shelf.ts';
import type { StateStore } from './state-store.ts';
import type { TicketBook } from './ticket-book.ts';
import type { TrainingRoom } from './training-room.ts';
import { createUnitTable, type UnitTable } from './unit-table.ts';
import type { RestorePlans } from './work/backup.ts';

/** Where work is done: real units and what this machine keeps, or virtual ones and a workspace that goes with them. */
export interface Desk {
  readonly workspace: Workspace;
  readonly releases: ReleaseShelf;
  readonly profiles: ProfileShelf;
  readonly units: UnitTable;
  readonly tickets: TicketBook;
  readonly restorePlans: RestorePlans;
  /** Present in training. */
  readonly room: TrainingRoom | undefined;
  readonly askServer: AskServer;
  /** Units that hang on no cable. */
  readonly radio: DeskRadio;
  texts(): Promise<Texts>;
  /** What the plan of this hash does, wherever it was made. */
  describePlan(planHash: string): PlanDescription | undefined;
  /** Ends all work and takes everything from the screens that belongs to this desk. */
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly workspace: Workspace;
  readonly state: StateStore;
  readonly ports: PortSource;
  readonly tickets: TicketBook;
  readonly room: TrainingRoom | undefined;
  /** Of this machine, where there is no room. */
  readonly radio: () => Radio;
  readonly askServer: AskServer;
  /** Folder with the profile of a customer edition. */
  readonly editionFolder: string;
  readonly allowUnsigned: () => boolean;
  readonly texts: () => Promise<Texts>;
  readonly onWorkChange: () => void;
  /** What is no unit's error, e.g. keys that cannot be read. */
  readonly onError: (error: unknown) => void;
}

/** Opens the desk at once; releases are read meanwhile, and whoever needs them waits. */
export function openDesk(options: DeskOptions): Desk {
  const {
    workspace,
    state,
    ports,
    tickets,
    room,
    askServer,
    allowUnsigned,
    texts,
    onWorkChange,
    onError,
    editionFolder,
  } = options;
  const isTraining = room !== undefined;
  const releases = createReleaseShelf({ workspace, state, allowUnsigned });
  const profiles = createProfileShelf({ workspace, releases, state, editionFolder, isTraining });
  const radio = openDeskRadio({
    radio: room?.air.radio ?? options.radio(),
    air: room?.air,
    workspace,
    state,
    releases: () => releases.usable(),
    onError,
  });
  const units = createUnitTable({ state, onWorkChange, isTraining, isInReach: radio.isInReach });
  const restorePlans: RestorePlans = new Map();
  let isOpen = true;
  const stopPorts = ports.watch((found) => {
    // Ports may be found asynchronously: the last answer can come when another desk has taken over.
    if (!isOpen) return;
    state.replaceAll('ports', new Map(found.map((port) => [port.id, port])));
    units.notePorts(new Set(found.map(({ id }) => id)));
  });
  const stopRoom = room?.watch((entities) => {
    state.replaceAll('training', new Map(entities.map((entity) => [entity.id, entity])));
  });
  const read = releases
    .refresh()
    .then(() => profiles.start())
    .catch(onError);
  return {
    workspace,
    releases,
    profiles,
    units,
    tickets,
    restorePlans,
    room,
    askServer,
    radio,
    texts,
    describePlan(planHash) {
      const plan = units.planOf(planHash);
      return plan === undefined ? restorePlans.get(planHash)?.description : describePlan(plan);
    },
    async close() {
      isOpen = false;
      stopPorts();
      stopRoom?.();
      await units.closeAll();
      await radio.close();
      await read;
      for (const kind of ['ports', 'training', 'releases', 'keys', 'profile'] as const)
        state.replaceAll(kind, new Map());
      await room?.close();
    },
  };
}

/** Throws `app.not-in-training` where there are no virtual units. */
export function demandRoom({ room }: Desk, id: string): TrainingRoom {
  if (room === undefined) throw new RecoveryError('app.not-in-training', { id });
  return room;
}
