import { z } from 'zod';
import { fileBytes } from '../documents.ts';
import { profileEntity } from '../state.ts';
import { command } from './define.ts';

const nothing = z.strictObject({});
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().max(1000);

/** A key that a profile brings. */
const profileKey = z.strictObject({
  id: digest,
  name: text,
  isEnrolled: z.boolean(),
  /** Another key is enrolled under the same name: either a new key of the same vendor, or somebody who says so. */
  isNameTaken: z.boolean(),
});

/** The product profile: one signed file of a vendor. */
export const profileCommands = {
  /** What a profile says of itself; nothing is enrolled, installed or kept. Refused where it is not whole. */
  'profile.inspect': command(
    z.strictObject({ file: fileBytes }),
    z.strictObject({
      profile: profileEntity,
      /** The key that signed it. */
      keyId: digest,
      keys: z.array(profileKey).min(1).max(9),
      releaseVersion: text.optional(),
      needsConfirmation: z.boolean(),
    }),
  ),
  /**
   * Enrols its keys, installs its release and keeps it. Keys that this computer does not have are a person's decision:
   * without `confirmKey`, the id of the key that signed it, nothing is done and the answer says what to ask.
   */
  'profile.open': command(
    z.strictObject({ file: fileBytes, confirmKey: digest.optional() }),
    z.strictObject({ needsConfirmation: z.strictObject({ vendor: text, keyId: digest }).optional() }),
  ),
  /** Forgets the profile; its keys and its release stay. */
  'profile.close': command(nothing, nothing),
} as const;
