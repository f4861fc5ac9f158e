import { hostname } from 'node:os';

/** What this station is called in records. */
export function stationName(): string {
  return hostname();
}
