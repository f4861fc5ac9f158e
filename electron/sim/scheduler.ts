/** Takes back an event that was not run yet. */
export type Cancel = () => void;

/**
 * Time of a simulated unit. Events run in order of their due time, and those of equal time in the order they were
 * entered. An event is told its due time, not the moment it really ran, so a chain of events never drifts.
 */
export interface Scheduler {
  /** Milliseconds since some fixed moment, with fractions. */
  now(): number;
  at(dueMs: number, run: (dueMs: number) => void): Cancel;
}

interface Event {
  readonly dueMs: number;
  readonly run: (dueMs: number) => void;
}

/** Events sorted by due time; insertion is at the end nearly always, so the scan from the end is short. */
class Agenda {
  #events: Event[] = [];

  get first(): Event | undefined {
    return this.#events[0];
  }

  add(event: Event): void {
    let index = this.#events.length;
    while (index > 0 && (this.#events[index - 1]?.dueMs ?? 0) > event.dueMs) index--;
    this.#events.splice(index, 0, event);
  }

  remove(event: Event): void {
    const index = this.#events.indexOf(event);
    if (index >= 0) this.#events.splice(index, 1);
  }

  take(): Event | undefined {
    return this.#events.shift();
  }
}

/**
 * Real time. One timer is armed for the earliest event; timers count whole milliseconds, so an event runs up to 1 ms
 * early rather than late (the USB latency of the model covers it). What is due at once takes no timer.
 */
export function systemScheduler(): Scheduler {
  const agenda = new Agenda();
  let disarm: Cancel = () => {};
  let armedFor = Number.POSITIVE_INFINITY;

  const arm = () => {
    const first = agenda.first;
    if (first?.dueMs === armedFor) return;
    disarm();
    armedFor = first?.dueMs ?? Number.POSITIVE_INFINITY;
    if (first !== undefined) disarm = wait(Math.floor(first.dueMs - performance.now()), runDue);
  };
  const runDue = () => {
    armedFor = Number.POSITIVE_INFINITY;
    const limitMs = performance.now() + 1;
    for (let first = agenda.first; first !== undefined && first.dueMs < limitMs; first = agenda.first) {
      agenda.take()?.run(first.dueMs);
    }
    arm();
  };
  return {
    now: () => performance.now(),
    at(dueMs, run) {
      const event = { dueMs, run };
      agenda.add(event);
      arm();
      return () => {
        agenda.remove(event);
        arm();
      };
    },
  };
}

function wait(delayMs: number, run: () => void): Cancel {
  if (delayMs < 1) {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/**
 * Time that jumps from event to event, one event per turn of the event loop: pacing is computed, nothing waits.
 * What a transfer would have taken is the difference of `now()`.
 */
export function virtualScheduler(): Scheduler {
  const agenda = new Agenda();
  let nowMs = 0;
  let armed = false;

  const arm = () => {
    if (armed || agenda.first === undefined) return;
    armed = true;
    setImmediate(runNext);
  };
  const runNext = () => {
    armed = false;
    const event = agenda.take();
    if (event !== undefined) {
      nowMs = Math.max(nowMs, event.dueMs);
      event.run(event.dueMs);
    }
    arm();
  };
  return {
    now: () => nowMs,
    at(dueMs, run) {
      const event = { dueMs, run };
      agenda.add(event);
      arm();
      return () => agenda.remove(event);
    },
  };
}
