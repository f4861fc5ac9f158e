import { systemClock } from '../../adapters/machine.ts';
import type { Lane } from '../../contract/lane.ts';
import { settingsEntity } from '../../contract/state.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleBackend } from '../../core/interfaces/ble-backend.ts';
import type { Clock } from '../../core/interfaces/machine.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import type { PlanDescription } from '../../core/plan/describe-plan.ts';
import { type AskServer, releaseServerAsker } from '../ask-release-server.ts';
import type { Radio } from '../channel/radio.ts';
import { systemRadio } from '../channel/system-radio.ts';
import { loadTexts } from '../locale-texts.ts';
import { restoreNetworks } from '../wifi/restore-networks.ts';
import type { Workspace } from '../workspace.ts';
import { createBatchDesk } from './batch-desk.ts';
import { type Desk, openDesk } from './desk.ts';
import { createDeveloperSwitch } from './developer-switch.ts';
import { errorEnvelope } from './error-envelope.ts';
import { batchRoutes } from './handlers/batch-handlers.ts';
import { libraryRoutes, type SettingsChange } from './handlers/library-handlers.ts';
import { radioRoutes } from './handlers/radio-handlers.ts';
import { recordRoutes } from './handlers/record-handlers.ts';
import { supportRoutes } from './handlers/support-handlers.ts';
import { trainingRoutes } from './handlers/training-handlers.ts';
import { unitRoutes } from './handlers/unit-handlers.ts';
import { createInOrder } from './in-order.ts';
import { serveLane } from './lane-session.ts';
import { machinePortSource, type PortSource } from './port-source.ts';
import { profileRoutes } from './profile-commands.ts';
import { editionFolder } from './profile-shelf.ts';
import type { Routes } from './route.ts';
import { defaultSettings, readSettings, writeSettings } from './settings-file.ts';
import { createStateStore } from './state-store.ts';
import { createTicketBook } from './ticket-book.ts';
import { openTrainingRoom, type TrainingPace } from './training-room.ts';

export interface DeviceHostOptions {
  readonly workspace: Workspace;
  readonly version: string;
  /** Begin with virtual units, in a workspace of their own. */
  readonly training?: boolean | undefined;
  /** Virtual units that are plugged in when training begins with the host. */
  readonly plugged?: readonly string[] | undefined;
  /** How fast virtual units are. Default: as boards. */
  readonly pace?: TrainingPace | undefined;
  /** Default: the serial ports of this machine. */
  readonly portSource?: PortSource | undefined;
  readonly clock?: Clock | undefined;
  /** Outside training. Default: the network, as the unit would ask. */
  readonly askServer?: AskServer | undefined;
  /** Language of the system, e.g. `de-AT`: pictures, labels and reports are in it where settings choose none. Default: English. */
  readonly locale?: string | undefined;
  /** Outside training; `backend` gives the way to Bluetooth that a person chose. Default: Bluetooth in a child process. */
  readonly radio?: ((backend: () => BleBackend) => Radio) | undefined;
  /** Where a customer edition has its profile. Default: `resources/profile`. */
  readonly editionFolder?: string | undefined;
  /** Throws for entities that their schema refuses. For tests. */
  readonly strict?: boolean | undefined;
}

/** The device host: all state and all work, for any number of screens. */
export interface DeviceHost {
  /** Serves a screen until its lane closes; work goes on without it. */
  connect(lane: Lane): void;
  /** What a person is asked to agree to. Undefined for a plan that was not made here. */
  describePlan(planHash: string): PlanDescription | undefined;
  /** A person agreed: `token` may start that plan once, within five minutes. Throws `app.unknown-plan`. */
  grant(planHash: string, token: string): void;
  /** True while a job runs on a unit. */
  jobsRunning(): boolean;
  /** Calls the listener with the number of jobs that run, whenever it may have changed. */
  onJobs(listener: (running: number) => void): Unsubscribe;
  /** Ends all work (the journals keep what is needed to resume), then every lane. */
  close(): Promise<void>;
}

/** Starts the device host. What this machine keeps and cannot be read is the app's error, and the host runs nevertheless. */
export async function createDeviceHost(options: DeviceHostOptions): Promise<DeviceHost> {
  const { version, portSource = machinePortSource(), clock = systemClock, strict = false } = options;
  const { askServer = releaseServerAsker(options.workspace) } = options;
  const { radio = (backend: () => BleBackend) => systemRadio({ backend }) } = options;
  const state = createStateStore({ clock, strict });
  const tickets = createTicketBook(clock);
  const lanes = new Set<() => void>();
  const jobListeners = new Set<(running: number) => void>();
  let settings = await readSettings(options.workspace.store).catch(() => defaultSettings);

  const texts = () => loadTexts(settings.language === 'system' ? options.locale?.slice(0, 2) : settings.language);
  const tellJobs = () => {
    for (const listener of jobListeners) listener(jobs());
  };
  const current = () => desk;
  const batches = createBatchDesk(current, state, tellJobs);
  const jobs = () => desk.units.jobs + batches.jobs;
  const tellApp = (training: boolean, error?: unknown) =>
    state.put('app', '', {
      version,
      platform: process.platform,
      training,
      ...(error !== undefined && { error: errorEnvelope(error) }),
    });
  const deskFor = async (training: boolean): Promise<Desk> => {
    const room = training ? await openTrainingRoom(options.pace ?? 'paced') : undefined;
    tellApp(training);
    const opened = openDesk({
      workspace: room?.workspace ?? options.workspace,
      ports: room?.ports ?? portSource,
      room,
      radio: () => radio(() => settings.bleBackend ?? 'auto'),
      askServer: room ? async () => room.server : askServer,
      state,
      tickets,
      texts,
      editionFolder: options.editionFolder ?? editionFolder,
      allowUnsigned: () => settings.allowUnsigned,
      onWorkChange: tellJobs,
      onError: (error) => tellApp(training, error),
    });
    await room?.furnish(opened.releases);
    return opened;
  };

  const inOrder = createInOrder();
  const changeSettings = (change: SettingsChange) =>
    inOrder(async () => {
      const before = settings;
      const chosen = Object.entries(change).filter(([, value]) => value !== undefined);
      const after = settingsEntity.parse({ ...before, ...Object.fromEntries(chosen) });
      await writeSettings(options.workspace.store, after);
      settings = after;
      state.put('settings', '', after);
      if (after.allowUnsigned !== before.allowUnsigned) await desk.releases.refresh();
    });
  const switchTraining = (training: boolean) =>
    inOrder(async () => {
      if (training === (desk.room !== undefined)) return;
      if (!desk.units.isIdle || batches.isRunning) throw new RecoveryError('app.work-under-way');
      await batches.close();
      await desk.close();
      desk = await deskFor(training);
    });

  let desk = await deskFor(options.training ?? false);
  for (const id of options.plugged ?? []) await desk.room?.plug(id);
  state.put('settings', '', settings);
  // A program that died while this machine was in a unit's own network.
  void restoreNetworks(options.workspace).catch((error: unknown) => tellApp(desk.room !== undefined, error));
  const routes: Routes = {
    ...unitRoutes(current),
    ...libraryRoutes(current, changeSettings, createDeveloperSwitch(changeSettings)),
    ...profileRoutes(current),
    ...recordRoutes(current),
    ...supportRoutes(current),
    ...trainingRoutes(current, switchTraining),
    ...batchRoutes(current, batches),
    ...radioRoutes(current, () => settings.operator),
  };

  return {
    connect(lane) {
      const end = serveLane(lane, { state, routes });
      lanes.add(end);
      lane.onClose(() => lanes.delete(end));
    },
    describePlan: (planHash) => desk.describePlan(planHash),
    grant(planHash, token) {
      if (desk.describePlan(planHash) === undefined) throw new RecoveryError('app.unknown-plan', { hash: planHash });
      tickets.grant(planHash, token);
    },
    jobsRunning: () => jobs() > 0,
    onJobs(listener) {
      jobListeners.add(listener);
      return () => void jobListeners.delete(listener);
    },
    async close() {
      await batches.close();
      await desk.close();
      state.close();
      for (const end of lanes) end();
    },
  };
}
