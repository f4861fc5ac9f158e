import { advanceStation, type StationEvent } from '../../core/batch/advance-station.ts';
import { type BatchChange, type BatchState, countUnits, type UnitEnd } from '../../core/batch/batch-state.ts';
import { parseSerial } from '../../core/batch/serial-number.ts';
import { isBusy, isPending, type StationPhase } from '../../core/batch/station.ts';
import { stationId } from '../../core/batch/station-id.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { PortChange, PortInfo } from '../../core/interfaces/port-watcher.ts';
import type { Unsubscribe } from '../../core/interfaces/serial-link.ts';
import { type AskServer, askEachOnce } from '../ask-release-server.ts';
import { isoTime } from '../run-job.ts';
import type { Workspace } from '../workspace.ts';
import type { Batch, BatchRequest } from './batch.ts';
import { batchHead, demandPolicyFits } from './batch-head.ts';
import { type Coalescer, coalesce } from './coalesce.ts';
import { type Place, Places } from './places.ts';
import { runStation } from './run-station.ts';
import { UnitLedger } from './unit-ledger.ts';
import { logUnrecorded } from './unrecorded-units.ts';

/**
 * Begins a batch: from now on every unit that is plugged in is recovered, as far as the policy allows. Throws
 * `batch.policy-other-release`, `batch.policy-not-yet-valid` or `batch.policy-expired` before anything is touched.
 */
export function startBatch(request: BatchRequest, workspace: Workspace): Batch {
  demandPolicyFits(request, workspace.clock.now());
  return new RunningBatch(request, workspace);
}

class RunningBatch implements Batch {
  readonly #request: BatchRequest;
  readonly #askServer: AskServer | undefined;
  readonly #workspace: Workspace;
  readonly #head: ReturnType<typeof batchHead>;
  readonly #id: string;
  readonly #startedAt: string;
  readonly #places = new Places();
  readonly #ledger = new UnitLedger();
  readonly #allowedPlans = new Set<string>();
  readonly #listeners = new Set<(change: BatchChange) => void>();
  readonly #changes: Coalescer;
  readonly #unwatch: Unsubscribe;
  readonly #whenSettled: (() => void)[] = [];
  #sawPorts = false;
  #status: BatchState['status'] = 'running';

  constructor(request: BatchRequest, workspace: Workspace) {
    this.#request = request;
    this.#workspace = workspace;
    this.#askServer = request.askServer && askEachOnce(request.askServer, workspace.clock);
    this.#head = batchHead(request);
    this.#startedAt = isoTime(workspace.clock);
    this.#id = `batch-${this.#startedAt.replaceAll(/[^0-9]/g, '')}`;
    this.#changes = coalesce((ids) => this.#publish(ids));
    this.#unwatch = request.ports.watch((change) => this.#onPorts(change));
  }

  state(): BatchState {
    const stations = this.#places.states;
    return {
      id: this.#id,
      startedAt: this.#startedAt,
      status: this.#status,
      ...this.#head,
      counters: countUnits(this.#ledger.ends, stations.filter(isPending).length),
      stations,
    };
  }

  units(): readonly UnitEnd[] {
    return [...this.#ledger.ends];
  }

  subscribe(listener: (change: BatchChange) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  pause(): void {
    if (this.#status !== 'running') return;
    this.#status = 'paused';
    this.#requeue('waiting');
  }

  resume(): void {
    if (this.#status !== 'paused') return;
    this.#status = 'running';
    this.#requeue('paused');
    this.#beginNext();
  }

  retry(id: string): void {
    const place = this.#places.demand(id);
    if (place.work !== undefined || !place.state.plugged) return;
    this.#enqueue(place);
  }

  assignSerial(id: string, text: string): void {
    const place = this.#places.demand(id);
    const serial = parseSerial(text);
    const { phase, unit } = place.state;
    if (phase.kind === 'recovered' || phase.kind === 'unplug-me') {
      throw new RecoveryError('batch.serial-too-late', { station: place.state.number });
    }
    this.#ledger.demandFree(serial, unit?.mac);
    this.#places.demandFree(serial, place);
    if (unit !== undefined) this.#ledger.giveSerial(unit.mac, serial);
    this.#tell(place, { type: 'serial', serial });
    place.scanned?.();
  }

  async stop(): Promise<void> {
    this.#status = 'stopped';
    this.#unwatch();
    this.#requeue('waiting');
    for (const { abort } of this.#places.all) abort?.abort();
    await Promise.all(this.#places.all.map(({ work }) => work));
    this.#changes.flush();
    this.#settle();
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenSettled.push(resolve);
      this.#settle();
    });
  }

  #onPorts({ added, removed }: PortChange): void {
    this.#sawPorts = true;
    for (const port of removed) this.#unplug(port);
    for (const port of added) if (this.#isStation(port)) this.#plug(port);
    this.#settle();
  }

  #isStation(port: PortInfo): boolean {
    return this.#request.isStation?.(port) ?? (port.usb !== undefined || port.simulated);
  }

  #plug(port: PortInfo): void {
    const place = this.#places.findOrAdd(stationId(port));
    if (place === undefined || this.#status === 'stopped') return;
    this.#tell(place, { type: 'plugged', port: port.path, simulated: port.simulated });
    if (place.work === undefined) this.#enqueue(place);
    else place.replugged = true;
  }

  /** While a unit is at work the engine waits for it to come back, so its end decides. */
  #unplug(port: PortInfo): void {
    const place = this.#places.find(stationId(port));
    if (place === undefined) return;
    if (place.work === undefined) {
      this.#tell(place, { type: 'unplugged' });
      return;
    }
    place.state = { ...place.state, plugged: false };
    this.#changes.touch(place.state.id);
    if (place.state.phase.kind === 'needs-serial') place.abort?.abort();
  }

  #enqueue(place: Place): void {
    this.#tell(place, { type: 'queued', paused: this.#status !== 'running' });
    this.#beginNext();
  }

  #requeue(kind: StationPhase['kind']): void {
    for (const place of this.#places.all) {
      if (place.state.phase.kind === kind) this.#tell(place, { type: 'queued', paused: this.#status !== 'running' });
    }
  }

  #beginNext(): void {
    if (this.#status !== 'running') return;
    for (const place of this.#places.all) {
      if (this.#places.busy >= this.#head.parallel) return;
      if (place.state.phase.kind === 'waiting' && place.work === undefined) place.work = this.#work(place);
    }
  }

  async #work(place: Place): Promise<void> {
    const { clock } = this.#workspace;
    place.abort = new AbortController();
    place.replugged = false;
    this.#tell(place, { type: 'begun', at: isoTime(clock) });
    const { phase, record } = await runStation(this.#turn(place, place.abort.signal), this.#request, this.#workspace);
    const at = isoTime(clock);
    if (record === undefined)
      await logUnrecorded(this.#id, { at, station: place.state, phase }, this.#request, this.#workspace);
    const { unit, id, plugged } = place.state;
    place.abort = undefined;
    place.work = undefined;
    this.#ledger.note(id, unit?.mac, phase, unit?.serial);
    this.#tell(place, { type: 'ended', at, phase, record });
    if (!plugged) this.#tell(place, { type: 'unplugged' });
    else if (place.replugged && phase.kind !== 'recovered') this.#enqueue(place);
    this.#beginNext();
    this.#settle();
  }

  #turn(place: Place, signal: AbortSignal) {
    return {
      port: place.state.port,
      signal,
      tell: (event: StationEvent) => this.#tell(place, event),
      serial: () => place.state.unit?.serial,
      serialScanned: () => this.#serialScanned(place, signal),
      identify: (mac: string) => this.#identify(place, mac),
      wasRecovered: (mac: string) => this.#ledger.wasRecovered(mac),
      allowedPlans: this.#allowedPlans,
      askServer: this.#askServer,
      isPlugged: () => place.state.plugged,
    };
  }

  /** The unit's own number follows it from station to station; an interrupted unit is no longer missed where it was. */
  #identify(place: Place, mac: string): { readonly serial: string | undefined } {
    for (const other of this.#places.all) {
      if (other !== place && other.state.unit?.mac === mac) this.#tell(other, { type: 'moved-on' });
    }
    return { serial: place.state.serial ?? this.#ledger.serialOf(mac) };
  }

  async #serialScanned(place: Place, signal: AbortSignal): Promise<void> {
    if (place.state.unit?.serial !== undefined) return;
    signal.throwIfAborted();
    this.#tell(place, { type: 'serial-missing' });
    await new Promise<void>((resolve, reject) => {
      place.scanned = resolve;
      signal.addEventListener('abort', () => reject(new RecoveryError('engine.cancelled')), { once: true });
    });
    place.scanned = undefined;
  }

  #tell(place: Place, event: StationEvent): void {
    place.state = advanceStation(place.state, event);
    this.#changes.touch(place.state.id);
  }

  #publish(ids: ReadonlySet<string>): void {
    const state = this.state();
    const stations = state.stations.filter(({ id }) => ids.has(id));
    for (const listener of this.#listeners) listener({ state, stations });
  }

  #settle(): void {
    const isStill =
      this.#status === 'stopped' ? !this.#places.states.some(isBusy) : !this.#places.states.some(isPending);
    if (!isStill || !this.#sawPorts) return;
    for (const resolve of this.#whenSettled.splice(0)) resolve();
  }
}
