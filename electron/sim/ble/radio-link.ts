import type { Cancel, Scheduler } from '../scheduler.ts';
import { hciReason } from './hci-codes.ts';
import { channel, L2capAssembler, type L2capFrame } from './l2cap.ts';
import { type ConnectionParameters, chosenInterval, eventDistanceMs, type LinkPacing } from './link-pacing.ts';
import { u16 } from './little-endian.ts';
import type { RadioFault } from './radio-faults.ts';
import type { PeripheralLink, PeripheralSession, VirtualPeripheral } from './virtual-peripheral.ts';

/** What the controller learns of a link. */
export interface LinkEvents {
  /** A frame of the unit has arrived. */
  onFrame(frame: L2capFrame): void;
  /** A packet of the host has gone out. */
  onCompleted(): void;
  /** With the reason of the specification. */
  onEnded(reason: number): void;
}

export interface RadioLinkOptions {
  readonly scheduler: Scheduler;
  readonly pacing: LinkPacing;
  readonly peripheral: VirtualPeripheral;
  readonly parameters: ConnectionParameters;
  readonly events: LinkEvents;
}

/** Something on its way, and how many link layer packets of it are still to go. */
interface Transfer {
  packets: number;
  readonly deliver: () => void;
}

/** What a unit of ESP-IDF asks for: 20 to 40 ms, 4 s of supervision (PROTOCOLS §1.3). */
const wantedByUnit = [...u16(16), ...u16(32), ...u16(0), ...u16(400)];

/** One connection through the air: connection events at fixed distances, so many packets in each, supervision. */
export class RadioLink implements PeripheralLink {
  readonly scheduler: Scheduler;
  readonly #options: RadioLinkOptions;
  readonly #session: PeripheralSession;
  readonly #assembler = new L2capAssembler();
  readonly #toUnit: Transfer[] = [];
  readonly #toHost: Transfer[] = [];
  #parameters: ConnectionParameters;
  #interval: number;
  #nextEvent: Cancel | undefined;
  #lastEventMs: number;
  #silentUntilMs = 0;
  #isOpen = true;

  constructor(options: RadioLinkOptions) {
    this.scheduler = options.scheduler;
    this.#options = options;
    this.#parameters = options.parameters;
    this.#interval = chosenInterval(options.pacing, options.parameters);
    this.#lastEventMs = this.scheduler.now();
    this.#session = options.peripheral.accept(this);
  }

  /** In units of 1.25 ms. */
  get interval(): number {
    return this.#interval;
  }

  /** The host's controller takes other parameters. */
  update(parameters: ConnectionParameters): void {
    this.#parameters = parameters;
    this.#interval = chosenInterval(this.#options.pacing, parameters);
  }

  /** A packet of the host sets out. */
  carry(fragment: Uint8Array, isFirst: boolean): void {
    this.#queue(this.#toUnit, fragment.length, () => this.#arrive(fragment, isFirst));
  }

  /** The host ends the link. */
  disconnect(): void {
    this.#queue(this.#toUnit, 1, () => this.#end(hciReason.localHost));
  }

  send(frame: L2capFrame): void {
    this.#queue(this.#toHost, frame.payload.length + 4, () => this.#options.events.onFrame(frame));
  }

  terminate(): void {
    this.#queue(this.#toHost, 1, () => this.#end(hciReason.remoteUser));
  }

  vanish(): void {
    this.#keepSilent(Number.POSITIVE_INFINITY);
  }

  #queue(queue: Transfer[], length: number, deliver: () => void): void {
    if (!this.#isOpen) return;
    queue.push({ packets: Math.max(1, Math.ceil(length / this.#options.pacing.packetBytes)), deliver });
    this.#scheduleEvent();
  }

  #scheduleEvent(): void {
    const isIdle = this.#toUnit.length === 0 && this.#toHost.length === 0;
    if (this.#nextEvent !== undefined || !this.#isOpen || isIdle || this.#silentUntilMs === Infinity) return;
    const dueMs = Math.max(this.#nextEventMs(), this.#silentUntilMs);
    this.#nextEvent = this.scheduler.at(dueMs, (atMs) => this.#runEvent(atMs));
  }

  /** Events stand on a grid that began with the connection. */
  #nextEventMs(): number {
    const distanceMs = eventDistanceMs(this.#options.pacing, this.#interval);
    const nowMs = this.scheduler.now();
    if (distanceMs === 0) return nowMs;
    const missed = Math.max(0, Math.floor((nowMs - this.#lastEventMs) / distanceMs));
    return this.#lastEventMs + (missed + 1) * distanceMs;
  }

  #runEvent(atMs: number): void {
    this.#nextEvent = undefined;
    this.#lastEventMs = atMs;
    for (const queue of [this.#toUnit, this.#toHost]) {
      let room = this.#options.pacing.packetsPerEvent;
      for (let first = queue[0]; first !== undefined && room > 0 && this.#isHeard; first = queue[0]) {
        const sent = Math.min(room, first.packets);
        room -= sent;
        first.packets -= sent;
        if (first.packets > 0) break;
        queue.shift();
        first.deliver();
      }
    }
    this.#scheduleEvent();
  }

  get #isHeard(): boolean {
    return this.#isOpen && this.#silentUntilMs <= this.scheduler.now();
  }

  #arrive(fragment: Uint8Array, isFirst: boolean): void {
    const { peripheral, events } = this.#options;
    const { faults } = peripheral;
    const fault = faults.next();
    if (fault !== undefined) this.#strike(fault);
    if (fault === 'lose-link') return;
    const completed = () => {
      if (this.#isOpen) events.onCompleted();
    };
    if (faults.completedDelayMs === 0) completed();
    else this.scheduler.at(this.scheduler.now() + faults.completedDelayMs, completed);
    const frame = this.#assembler.add(fragment, isFirst);
    if (frame !== undefined) this.#session.receive(frame);
  }

  #strike(fault: RadioFault): void {
    if (fault === 'lose-link') this.vanish();
    else if (fault === 'request-update') this.#requestUpdate();
    else this.#keepSilent(fault.silenceMs);
  }

  #requestUpdate(): void {
    const payload = Uint8Array.of(0x12, 1, ...u16(wantedByUnit.length), ...wantedByUnit);
    this.send({ channel: channel.signalling, payload });
  }

  /** Nothing is heard of the unit; supervision ends the link if that lasts too long. */
  #keepSilent(silenceMs: number): void {
    const nowMs = this.scheduler.now();
    const supervisionMs = this.#parameters.timeout * 10;
    const isTooLong = silenceMs >= supervisionMs;
    this.#silentUntilMs = isTooLong ? Number.POSITIVE_INFINITY : nowMs + silenceMs;
    if (isTooLong) this.scheduler.at(nowMs + supervisionMs, () => this.#end(hciReason.timeout));
  }

  #end(reason: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#nextEvent?.();
    this.#session.ended();
    this.#options.events.onEnded(reason);
  }
}
