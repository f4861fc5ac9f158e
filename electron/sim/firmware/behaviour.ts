import { z } from 'zod';
import { viewOf } from '../../core/bytes/byte-view.ts';

/** One line of a log and when it comes, in milliseconds after the app has started. */
const logLine = z.object({
  afterMs: z.number().min(0).max(600_000),
  level: z.enum(['E', 'W', 'I']),
  tag: z.string().max(32),
  text: z.string().max(512),
});

/**
 * What a project-built app does once it runs, so far as a boot log or the flash shows it. Real firmware has code for it;
 * a virtual unit has no CPU, so its firmware carries a description in its rodata.
 */
const appBehaviour = z.object({
  kind: z.literal('app'),
  lines: z.array(logLine).max(64),
  /** How it opens the partition `nvs`; absent = it never does. On an error it erases the partition, as examples teach. */
  nvs: z.object({ formatVersion: z.union([z.literal(1), z.literal(2)]), encrypted: z.boolean() }).optional(),
  /** Wear-levelling version of the FAT volumes that it mounts. */
  wearLevelling: z.union([z.literal(1), z.literal(2)]).optional(),
  /** Prefixes of bootloader versions under which it crashes at once (FORMATS §2.7). */
  crashesUnder: z.array(z.string().max(32)).max(16).optional(),
  /** Whether it confirms itself where the bootloader would roll back. */
  confirms: z.boolean().optional(),
});

/** Options that a bootloader was built with. */
const bootloaderBehaviour = z.object({
  kind: z.literal('bootloader'),
  rollback: z.boolean(),
  antiRollback: z.boolean(),
});

const behaviour = z.discriminatedUnion('kind', [appBehaviour, bootloaderBehaviour]);

export type AppBehaviour = z.infer<typeof appBehaviour>;
export type BootloaderBehaviour = z.infer<typeof bootloaderBehaviour>;
export type BehaviourLine = z.infer<typeof logLine>;

const magic = new TextEncoder().encode('\u0001unstrand-behaviour\u0001');
const maxLength = 0x10000;

/** Magic, length (u32) and JSON. */
export function encodeBehaviour(value: AppBehaviour | BootloaderBehaviour): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(behaviour.parse(value)));
  const bytes = new Uint8Array(magic.length + 4 + json.length);
  bytes.set(magic);
  viewOf(bytes).setUint32(magic.length, json.length, true);
  bytes.set(json, magic.length + 4);
  return bytes;
}

/** The behaviour inside an app image; undefined in firmware that others built. */
export function findAppBehaviour(image: Uint8Array): AppBehaviour | undefined {
  const found = findBehaviour(image);
  return found?.kind === 'app' ? found : undefined;
}

/** The options inside a bootloader image; undefined in bootloaders that others built. */
export function findBootloaderBehaviour(image: Uint8Array): BootloaderBehaviour | undefined {
  const found = findBehaviour(image);
  return found?.kind === 'bootloader' ? found : undefined;
}

function findBehaviour(image: Uint8Array) {
  const at = Buffer.from(image.buffer, image.byteOffset, image.byteLength).indexOf(magic);
  const start = at + magic.length + 4;
  if (at < 0 || start > image.length) return undefined;
  const length = viewOf(image).getUint32(at + magic.length, true);
  if (length > maxLength || start + length > image.length) return undefined;
  return parseJson(new TextDecoder().decode(image.subarray(start, start + length)));
}

function parseJson(text: string) {
  try {
    return behaviour.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // damaged JSON: firmware without behaviour
  }
}
