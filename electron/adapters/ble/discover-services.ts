import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleCharacteristic, BleService } from '../../core/interfaces/ble-central.ts';
import { normaliseUuid, sigNumberOf } from '../../core/provisioning/ble/uuid.ts';
import type { NobleBindings } from './bindings.ts';
import { type BleTimings, within } from './timings.ts';
import { untilEvent } from './until-event.ts';

/** More than any unit has; a stranger's table could go on for ever. */
const maxServices = 32;
const maxCharacteristics = 64;
const maxNameLength = 64;

/** A characteristic as the library names it, which is how it wants to be asked. */
export interface CharacteristicName {
  readonly service: string;
  readonly characteristic: string;
}

export interface DiscoveredServices {
  readonly services: readonly BleService[];
  /** By normalised UUID; of two alike the first. */
  readonly names: ReadonlyMap<string, CharacteristicName>;
}

interface Discovery {
  readonly bindings: NobleBindings;
  readonly id: string;
  readonly timings: BleTimings;
  /** Aborts when the link is gone or the whole takes too long. */
  readonly signal: AbortSignal;
  readsDescriptions: boolean;
}

/** Asks a connected unit for its services, their characteristics, and the names of those that may be endpoints. */
export async function discoverServices(discovery: Discovery): Promise<DiscoveredServices> {
  const { bindings, id, signal } = discovery;
  const found = await untilEvent(
    bindings,
    'servicesDiscover',
    (unit, uuids, error) => (unit === id ? listOf(uuids, error) : undefined),
    signal,
    () => bindings.discoverServices(id, []),
  );
  const services: BleService[] = [];
  const names = new Map<string, CharacteristicName>();
  for (const service of found.slice(0, maxServices)) {
    const uuid = typeof service === 'string' ? normaliseUuid(service) : undefined;
    if (typeof service !== 'string' || uuid === undefined) continue;
    const characteristics: BleCharacteristic[] = [];
    for (const characteristic of await characteristicsOf(discovery, service)) {
      const own = normaliseUuid(characteristic);
      if (own === undefined) continue;
      if (!names.has(own)) names.set(own, { service, characteristic });
      const name = mayHaveEndpoints(uuid) ? await describe(discovery, service, characteristic) : undefined;
      characteristics.push({ uuid: own, name });
    }
    services.push({ uuid, characteristics });
  }
  return { services, names };
}

async function characteristicsOf({ bindings, id, signal }: Discovery, service: string): Promise<string[]> {
  const found = await untilEvent(
    bindings,
    'characteristicsDiscover',
    (unit, of, list, error) => (unit === id && of === service ? listOf(list, error) : undefined),
    signal,
    () => bindings.discoverCharacteristics(id, service, []),
  );
  const uuids = found.map((entry) =>
    typeof entry === 'object' && entry !== null && 'uuid' in entry ? entry.uuid : undefined,
  );
  return uuids.filter((uuid) => typeof uuid === 'string').slice(0, maxCharacteristics);
}

/** Services of the SIG have no endpoints, except the one that old provisioning firmware took (PROTOCOLS §1.3). */
function mayHaveEndpoints(service: string): boolean {
  const number = sigNumberOf(service);
  return number === undefined || number === 0xffff;
}

/** The user description of a characteristic. One that cannot be read is not asked for again, nor are the others. */
async function describe(discovery: Discovery, service: string, characteristic: string): Promise<string | undefined> {
  if (!discovery.readsDescriptions) return undefined;
  try {
    return await within(discovery.timings, 'describe', [discovery.signal], (signal) =>
      readDescription({ ...discovery, signal }, service, characteristic),
    );
  } catch (error) {
    discovery.signal.throwIfAborted();
    if (error instanceof RecoveryError) discovery.readsDescriptions = false;
    return undefined;
  }
}

async function readDescription(
  { bindings, id, signal }: Discovery,
  service: string,
  characteristic: string,
): Promise<string | undefined> {
  const isOwn = (unit: unknown, ofService: unknown, of: unknown): boolean =>
    unit === id && ofService === service && of === characteristic;
  const descriptors = await untilEvent(
    bindings,
    'descriptorsDiscover',
    (unit, ofService, of, list, error) => (isOwn(unit, ofService, of) ? listOf(list, error) : undefined),
    signal,
    () => bindings.discoverDescriptors(id, service, characteristic),
  );
  const descriptor = descriptors.find((uuid) => typeof uuid === 'string' && isUserDescription(uuid));
  if (typeof descriptor !== 'string') return undefined;
  const value = await untilEvent(
    bindings,
    'valueRead',
    (unit, ofService, of, uuid, bytes) =>
      isOwn(unit, ofService, of) && uuid === descriptor ? { text: textOf(bytes) } : undefined,
    signal,
    () => bindings.readValue(id, service, characteristic, descriptor),
  );
  return value.text;
}

function isUserDescription(uuid: string): boolean {
  const normalised = normaliseUuid(uuid);
  return normalised !== undefined && sigNumberOf(normalised) === 0x2901;
}

function textOf(bytes: unknown): string | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0 || bytes.length > maxNameLength) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\0+$/, '');
  } catch {
    return undefined;
  }
}

function listOf(value: unknown, error: unknown): unknown[] {
  if (error !== undefined && error !== null) throw new RecoveryError('ble.link-lost', {}, { cause: error });
  return Array.isArray(value) ? value : [];
}
