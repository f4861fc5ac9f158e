import { z } from 'zod';
import type { WifiRestore } from '../../core/interfaces/wifi-control.ts';
import type { Workspace } from '../workspace.ts';

const name = 'wifi/restore.json';
const text = z.string().max(1000);

/** That this machine is, or was left, in a unit's network: who took it there, and what going back needs. No secret. */
const markerSchema = z.object({
  schema: z.literal(1),
  pid: z.number().int().positive(),
  at: text,
  restore: z.object({
    system: z.enum(['nmcli', 'netsh', 'networksetup']),
    adapter: text,
    profile: z.string().regex(/^unstrand-[0-9a-f]{8}$/),
    ssid: z.string().regex(/^(?:[0-9a-f]{2}){1,32}$/),
    wasConnected: z.boolean(),
    previous: text.optional(),
    wasKnown: z.boolean(),
  }) satisfies z.ZodType<WifiRestore>,
});

export type RestoreMarker = z.infer<typeof markerSchema>;

/** Undefined where no network is to be restored. A marker that cannot be read names nothing that could be. */
export async function readMarker({ store }: Pick<Workspace, 'store'>): Promise<RestoreMarker | undefined> {
  const bytes = await store.read(name);
  if (bytes === undefined) return undefined;
  try {
    return markerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Durable when resolved: only then may the network be touched. */
export async function writeMarker(restore: WifiRestore, { store, clock }: Workspace): Promise<void> {
  const marker: RestoreMarker = { schema: 1, pid: process.pid, at: new Date(clock.now()).toISOString(), restore };
  await store.replace(name, new TextEncoder().encode(JSON.stringify(marker)));
}

export function removeMarker({ store }: Pick<Workspace, 'store'>): Promise<void> {
  return store.remove(name);
}
