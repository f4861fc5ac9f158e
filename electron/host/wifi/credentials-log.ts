import { z } from 'zod';
import { stationName } from '../station-name.ts';
import type { Workspace } from '../workspace.ts';

/** That somebody asked for a unit to get Wi-Fi credentials, and how it ended; never a network's name or password. */
const eventSchema = z.object({
  schema: z.literal(1),
  kind: z.literal('set-credentials'),
  at: z.string(),
  station: z.string(),
  operator: z.string(),
  channel: z.enum(['ble', 'softap']),
  /** How the unit was reached, e.g. `softap:http://192.168.4.1`. */
  target: z.string(),
  simulated: z.boolean(),
  /** `begun` is written before the unit is asked; a code of the catalogue where an error ended it. */
  outcome: z.string(),
});

export type CredentialsEvent = z.infer<typeof eventSchema>;

const name = 'wifi/credentials.jsonl';

/** Adds an event; durable when resolved. */
export async function logCredentials(
  event: Pick<CredentialsEvent, 'operator' | 'channel' | 'target' | 'simulated' | 'outcome'>,
  { store, clock }: Workspace,
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const full: CredentialsEvent = { schema: 1, kind: 'set-credentials', at, station: stationName(), ...event };
  await store.append(name, new TextEncoder().encode(`${JSON.stringify(full)}\n`));
}

/** All events in order; a line that cannot be read is passed over. */
export async function credentialsEvents({ store }: Workspace): Promise<readonly CredentialsEvent[]> {
  const bytes = (await store.read(name)) ?? new Uint8Array();
  return new TextDecoder().decode(bytes).split('\n').flatMap(parseLine);
}

function parseLine(line: string): CredentialsEvent[] {
  try {
    return [eventSchema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
