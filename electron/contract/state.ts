import { z } from 'zod';
import { jobOutcomes } from '../core/engine/events.ts';
import { bleBackends } from '../core/interfaces/ble-backend.ts';
import { batchEntity, stationEntity } from './batch-entities.ts';
import { errorEnvelope } from './envelope.ts';
import { accessPointEntity, nearbyEntity, radioEntity } from './radio-entities.ts';

/**
 * What a screen always has, as small entities. A delta replaces or removes whole entities, so that nothing has to be
 * merged; documents (facts, verdicts, plans, logs, records) are asked for by command, and `revision` says when anew.
 */

const text = z.string().max(1000);
const params = z.record(z.string().max(100), z.union([z.string().max(2000), z.number(), z.boolean()]));
const chipFamily = z.enum(['ESP32', 'ESP32-C3']);
const outcome = z.enum(jobOutcomes);

/** A port, or the lack of one, and what stands in the way. */
export const portEntity = z.strictObject({
  /** The target to open: a path, or `sim:NAME`. */
  id: text,
  /** Name of the bridge, or what the device calls itself. */
  name: text,
  simulated: z.boolean(),
  /** What `core/diagnosis` says: a code with its facts, the picture that goes with it, and the next step. */
  diagnosis: z.strictObject({
    code: z.string().max(100),
    params,
    picture: z.string().max(40).optional(),
    next: z.string().max(40).optional(),
  }),
});

/** How far the work on a unit is. */
export const progressEntity = z.strictObject({
  step: z.strictObject({
    index: z.int().nonnegative(),
    count: z.int().nonnegative(),
    /** Of a plan's step; `inspect`, `listen`, `backup` or `restore` where that is the whole work. */
    kind: z.string().max(40),
    target: text,
  }),
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
  bytesPerSecond: z.number().nonnegative().optional(),
  /** Of the whole job, where it can be told. */
  secondsLeft: z.number().nonnegative().optional(),
  /** The last thing that was tried again, until the step ends. */
  retry: z
    .strictObject({ code: z.string().max(100), attempt: z.int(), needs: z.literal('button').optional() })
    .optional(),
});

/** A unit that was opened, on whatever channel. */
export const unitEntity = z.strictObject({
  id: z.string().max(40),
  target: text,
  channel: z.enum(['usb', 'ble', 'softap', 'file']),
  /** Every way to this unit that is known, the one in use first: work goes on over the next where one ends. */
  targets: z.array(text).max(8).optional(),
  /** A code of its label is kept for this session. */
  hasCredentials: z.boolean().optional(),
  /** Version and trust store were not read but looked up by what the unit says of itself. */
  inferred: z.boolean().optional(),
  simulated: z.boolean(),
  phase: z.enum(['connecting', 'inspecting', 'ready', 'working', 'finished', 'failed']),
  mac: z.string().max(40).optional(),
  chip: chipFamily.optional(),
  product: text.optional(),
  version: text.optional(),
  verdict: z.enum(['reachable', 'stranded', 'unknown']).optional(),
  progress: progressEntity.optional(),
  outcome: outcome.optional(),
  unitState: errorEnvelope.shape.unitState,
  error: errorEnvelope.optional(),
  /** An unfinished job of this unit waits to be resumed. */
  canResume: z.boolean(),
  /** Sequence number of the record that the last job left. */
  record: z.int().positive().optional(),
  /** Grows whenever a document of this unit changed. */
  revision: z.int().nonnegative(),
});

export const releaseEntity = z.strictObject({
  /** SHA-256 of the manifest. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  product: text,
  productName: text,
  version: text,
  build: text,
  chips: z.array(chipFamily).max(16),
  bytes: z.int().nonnegative(),
  /** Name of the enrolled key; absent for an unsigned package under the developer switch. */
  signedBy: text.optional(),
  validUntil: z.string().max(40).optional(),
  /** Why it may not be used now, e.g. its key was revoked. */
  problem: errorEnvelope.optional(),
});

export const keyEntity = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  name: text,
  enrolledAt: z.string().max(40),
  revokedAt: z.string().max(40).optional(),
});

/** A unit of the training catalogue. */
export const trainingEntity = z.strictObject({
  id: z.string().max(60),
  chip: chipFamily,
  /** Without a cable: whether it is in reach. */
  plugged: z.boolean(),
  /** Whether its button is held down. */
  held: z.boolean(),
  /** What it is heard by, where it hangs on no cable. */
  link: z.enum(['ble', 'softap']).optional(),
});

/** What a person chose; kept by the host. */
export const settingsEntity = z.strictObject({
  language: z.enum(['system', 'en', 'de', 'es', 'fr', 'pt', 'zh']),
  theme: z.enum(['system', 'light', 'dark']),
  mode: z.enum(['guided', 'technician', 'batch']),
  operator: z.string().max(100),
  sound: z.boolean(),
  fullBackup: z.boolean(),
  allowUnsigned: z.boolean(),
  tourDone: z.boolean(),
  /** Way to this machine's Bluetooth; absent = `auto`. */
  bleBackend: z.enum(bleBackends).optional(),
});

/** The opened product profile (one signed file of a vendor). */
export const profileEntity = z.strictObject({
  product: text,
  productName: text,
  vendor: text,
  release: z.string().max(64).optional(),
  supportContact: text.optional(),
  /** `data:image/…;base64,…`, checked by the host. */
  buttonPhoto: z.string().max(3_000_000).optional(),
  socketPhoto: z.string().max(3_000_000).optional(),
});

/** The app itself. */
export const appEntity = z.strictObject({
  version: z.string().max(40),
  platform: z.string().max(40),
  training: z.boolean(),
  /** Names the last error of the device host that was not any unit's, e.g. ports cannot be listed. */
  error: errorEnvelope.optional(),
});

/** Entities by kind and id. Kinds with one entity have the id `''`. */
export const entities = {
  app: appEntity,
  settings: settingsEntity,
  profile: profileEntity,
  ports: portEntity,
  units: unitEntity,
  releases: releaseEntity,
  keys: keyEntity,
  training: trainingEntity,
  batch: batchEntity,
  stations: stationEntity,
  nearby: nearbyEntity,
  radio: radioEntity,
  'access-point': accessPointEntity,
} as const;

export type EntityKind = keyof typeof entities;
export type Entity<K extends EntityKind> = z.infer<(typeof entities)[K]>;

const many = <T extends z.ZodType>(entity: T) => z.record(z.string().max(1000), entity);

export const hostState = z.strictObject({
  app: many(appEntity),
  settings: many(settingsEntity),
  profile: many(profileEntity),
  ports: many(portEntity),
  units: many(unitEntity),
  releases: many(releaseEntity),
  keys: many(keyEntity),
  training: many(trainingEntity),
  batch: many(batchEntity),
  stations: many(stationEntity),
  nearby: many(nearbyEntity),
  radio: many(radioEntity),
  'access-point': many(accessPointEntity),
});

export type HostState = z.infer<typeof hostState>;

const change = <K extends EntityKind, T extends z.ZodType>(kind: K, value: T) =>
  z.strictObject({ kind: z.literal(kind), id: z.string().max(1000), value: value.optional() });

/** One entity that is new or different, or gone where `value` is absent. */
export const hostChange = z.discriminatedUnion('kind', [
  change('app', appEntity),
  change('settings', settingsEntity),
  change('profile', profileEntity),
  change('ports', portEntity),
  change('units', unitEntity),
  change('releases', releaseEntity),
  change('keys', keyEntity),
  change('training', trainingEntity),
  change('batch', batchEntity),
  change('stations', stationEntity),
  change('nearby', nearbyEntity),
  change('radio', radioEntity),
  change('access-point', accessPointEntity),
]);

export type HostChange = z.infer<typeof hostChange>;
export type PortEntity = Entity<'ports'>;
export type UnitEntity = Entity<'units'>;
export type KeyEntity = Entity<'keys'>;
export type TrainingEntity = Entity<'training'>;
export type ReleaseEntity = Entity<'releases'>;
export type SettingsEntity = Entity<'settings'>;
export type ProfileEntity = Entity<'profile'>;
export type NearbyEntity = Entity<'nearby'>;
export type RadioEntity = Entity<'radio'>;
export type AccessPointEntity = Entity<'access-point'>;
