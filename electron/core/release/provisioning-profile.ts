import { z } from 'zod';
import { normaliseUuid } from '../provisioning/ble/uuid.ts';
import type { SecurityPolicy } from '../provisioning/security-policy.ts';

/**
 * What every unit of a product offers over BLE and SoftAP, whatever firmware it runs: the least security, beneath which
 * what a unit says is a downgrade, and by what the unit is told from others on the air.
 */
export interface ProvisioningProfile extends SecurityPolicy {
  /** Services that its units advertise: lower case, 32 hexadecimal digits, as `BleAdvertisement` has them. */
  readonly serviceUuids?: readonly string[] | undefined;
  /** How the Bluetooth names of its units begin. */
  readonly namePrefix?: string | undefined;
  /** How the names of its units' own networks begin. */
  readonly ssidPrefix?: string | undefined;
  /** SubjectPublicKeyInfo (base64 DER) of keys that have signed its units' certificates, or that its units have themselves. */
  readonly attestationKeys?: readonly string[] | undefined;
  /** User name of security 2, where all units have the same: it is no secret. */
  readonly username?: string | undefined;
}

const visible = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;
const prefix = (max: number) => z.string().min(1).max(max).regex(visible);

/** A service as its owner writes it, with dashes or without and 16 bits or 128, as advertisements are normalised. */
const serviceUuid = z
  .string()
  .regex(/^(?:[0-9a-f]{4}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i)
  .transform((text) => normaliseUuid(text) ?? '');

/** `provisioning` of `release.json`, shape and limits: no patch but security 2's, no code but where security 1 asks for one. */
export const provisioningProfileSchema = z
  .strictObject({
    security: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    patch: z.union([z.literal(0), z.literal(1)]).default(0),
    proofOfPossession: z.boolean().default(true),
    serviceUuids: z.array(serviceUuid).max(16).optional(),
    namePrefix: prefix(29).optional(),
    ssidPrefix: prefix(32).optional(),
    username: prefix(64).optional(),
    attestationKeys: z.array(z.base64().min(1).max(1200)).max(16).optional(),
  })
  .refine(({ security, patch }) => security === 2 || patch === 0, { path: ['patch'] })
  .refine(({ security, username }) => security === 2 || username === undefined, { path: ['username'] });
