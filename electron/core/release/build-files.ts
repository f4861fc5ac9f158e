import { z } from 'zod';
import type { ChipFamily } from '../chips/chip.ts';
import { importFailed } from './draft.ts';

/** Build output by the paths that its description names. */
export type BuildFiles = ReadonlyMap<string, Uint8Array>;

const maxDescriptionLength = 1 << 18;

/** A path below the folder of the description: no scheme, no drive, no way up or out. */
export const buildPath = z
  .string()
  .max(300)
  .regex(/^[A-Za-z0-9 ._+/-]+$/)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'));

/** Reads a JSON description by its schema. Throws `release.import-failed`. */
export function readDescription<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  if (bytes.length > maxDescriptionLength) throw importFailed('too-large', { size: bytes.length });
  const result = schema.safeParse(parseJson(bytes));
  if (!result.success) throw importFailed('bad-description', { path: result.error.issues[0]?.path.join('.') ?? '' });
  return result.data;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw importFailed('json');
  }
}

export function buildFile(files: BuildFiles, path: string): Uint8Array {
  const file = files.get(path);
  if (file === undefined) throw importFailed('file-missing', { file: path });
  return file;
}

const families = new Map<string, ChipFamily>([
  ['esp32', 'ESP32'],
  ['esp32c3', 'ESP32-C3'],
]);

/** The family that build tools call `esp32`, `ESP32-C3` and the like; undefined for chips that are not supported. */
export function chipFamilyOf(name: string): ChipFamily | undefined {
  return families.get(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
