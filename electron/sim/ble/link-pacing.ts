/** What the air lets through. A figure measured over a virtual link means something only against these. */
export interface LinkPacing {
  /** Wanted connection interval; the one in force keeps to what the host allows. 0: nothing takes time. */
  readonly intervalMs: number;
  /** Link layer packets in each direction that one connection event carries: 1 for a poor pair of stacks, 6 for good ones. */
  readonly packetsPerEvent: number;
  /** Payload of a link layer packet: 27, or 251 with the data length extension. */
  readonly packetBytes: 27 | 251;
}

/** The order of events alone. */
export const instantPacing: LinkPacing = { intervalMs: 0, packetsPerEvent: Number.POSITIVE_INFINITY, packetBytes: 251 };

/** A desktop's adapter and an ESP32 with the data length extension. */
export const usualPacing: LinkPacing = { intervalMs: 15, packetsPerEvent: 6, packetBytes: 251 };

/** What a link was opened with, or changed to, in units of the specification: 1.25 ms, connection events, 10 ms. */
export interface ConnectionParameters {
  readonly minInterval: number;
  readonly maxInterval: number;
  readonly latency: number;
  readonly timeout: number;
}

const unitMs = 1.25;

/** The interval that a link gets, in units of 1.25 ms: the wanted one within the limits that the host sets. */
export function chosenInterval({ intervalMs }: LinkPacing, { minInterval, maxInterval }: ConnectionParameters): number {
  if (intervalMs === 0) return maxInterval;
  return Math.max(minInterval, Math.min(maxInterval, Math.round(intervalMs / unitMs)));
}

/** Milliseconds between two connection events of a link with this interval. */
export function eventDistanceMs({ intervalMs }: LinkPacing, interval: number): number {
  return intervalMs === 0 ? 0 : interval * unitMs;
}
