import { z } from 'zod';
import { fileBytes, manifestDocument } from '../documents.ts';
import { releaseEntity, settingsEntity } from '../state.ts';
import { command } from './define.ts';

const nothing = z.strictObject({});
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Releases, keys, settings. */
export const libraryCommands = {
  /** Checks a package against the enrolled keys and keeps it. */
  'release.install': command(z.strictObject({ file: fileBytes }), releaseEntity),
  /** Everything that the package says of itself. */
  'release.inspect': command(z.strictObject({ release: digest }), z.strictObject({ manifest: manifestDocument })),
  'release.remove': command(z.strictObject({ release: digest }), nothing),
  'key.enrol': command(
    z.strictObject({ pem: z.string().max(10_000), name: z.string().trim().min(1).max(100) }),
    nothing,
  ),
  'key.revoke': command(z.strictObject({ key: digest }), nothing),
  'settings.change': command(settingsEntity.omit({ allowUnsigned: true }).partial(), nothing),
  /**
   * The developer switch, alone and in two steps: allowing is answered with a confirmation, and done when that is sent
   * back. No single message switches it on.
   */
  'settings.allow-unsigned': command(
    z.strictObject({ allow: z.boolean(), confirmation: z.string().max(100).optional() }),
    z.strictObject({ confirmation: z.string().max(100).optional() }),
  ),
} as const;
