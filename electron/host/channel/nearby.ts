import { parseSoftApUrl } from '../../adapters/softap/softap-address.ts';
import { softApTransport } from '../../adapters/softap/softap-transport.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { BleAdvertisement, BleState } from '../../core/interfaces/ble-central.ts';
import { classifyAdvertisement } from '../../core/provisioning/ble/classify-advertisement.ts';
import { findByLabelName } from '../../core/provisioning/ble/name-match.ts';
import { productOfAdvertisement, productOfOffer } from '../../core/provisioning/nearby-product.ts';
import { readCapabilities } from '../../core/provisioning/open-session.ts';
import { recoveryOfferOf } from '../../core/provisioning/recovery-offer.ts';
import type { ReleaseManifest } from '../../core/release/manifest.ts';
import { printableText } from '../../core/trust/printable-text.ts';
import type { Radio } from './radio.ts';
import { bleTarget, softApTarget } from './target.ts';

/** A unit that may be reached without a cable from here. */
export interface NearbyUnit {
  readonly channel: 'ble' | 'softap';
  readonly target: string;
  /** What it calls itself, harmless; undefined where it was not heard. */
  readonly name: string | undefined;
  /** Signal strength in dBm, the last that was heard; BLE alone. */
  readonly rssi: number | undefined;
  /** Id of the product that a release names by what the unit advertises: a hint, since anybody may advertise it. */
  readonly product: string | undefined;
  /** Whether it says that it can be recovered without a cable; over BLE that is known only once it is connected. */
  readonly offersRecovery: boolean | undefined;
}

export interface Nearby {
  readonly bluetooth: BleState;
  /** Known products first, then by signal strength. */
  readonly units: readonly NearbyUnit[];
  /** Bluetooth devices that look like no unit at all. */
  readonly others: number;
}

export interface NearbyOptions {
  readonly releases: readonly ReleaseManifest[];
  readonly forMs: number;
  /** Where a unit's own network has the unit. */
  readonly softApUrl: string;
  readonly signal: AbortSignal;
}

const softApTimeoutMs = 3000;

/** Listens for units over Bluetooth for so long, and asks whether a unit answers at the address of its own network. Throws `ble.*`. */
export async function findNearby(radio: Radio, options: NearbyOptions): Promise<Nearby> {
  const [bluetooth, softAp] = await Promise.all([listen(radio, options), lookAtSoftAp(radio, options)]);
  const found = [...(softAp === undefined ? [] : [softAp]), ...bluetooth.units];
  return { ...bluetooth, units: found.toSorted(byInterest) };
}

/**
 * The unit that advertises under this name, as soon as it is heard; one that cuts it, when nobody said all of it for a while.
 * Throws `ble.not-found`, and `ble.*`.
 */
export async function findByName(
  { central }: Radio,
  name: string,
  signal: AbortSignal,
  forMs = 15_000,
): Promise<BleAdvertisement> {
  const found = new AbortController();
  const heard = new Map<string, BleAdvertisement>();
  const ends = [signal, found.signal, AbortSignal.timeout(forMs)];
  await central.scan((advertisement) => {
    heard.set(advertisement.id, advertisement);
    if (advertisement.name === name) found.abort();
  }, AbortSignal.any(ends));
  signal.throwIfAborted();
  const match = findByLabelName(heard.values(), name);
  if (match === undefined) throw new RecoveryError('ble.not-found', { unit: printableText(name) });
  return match;
}

async function listen({ central }: Radio, { releases, forMs, signal }: NearbyOptions): Promise<Nearby> {
  const bluetooth = await central.state();
  if (bluetooth !== 'ready') return { bluetooth, units: [], others: 0 };
  const heard = new Map<string, BleAdvertisement>();
  await central.scan(
    (advertisement) => {
      const name = advertisement.name ?? heard.get(advertisement.id)?.name;
      heard.set(advertisement.id, { ...advertisement, name });
    },
    AbortSignal.any([signal, AbortSignal.timeout(forMs)]),
  );
  signal.throwIfAborted();
  const units = [...heard.values()].flatMap((advertisement) => unitOf(advertisement, releases) ?? []);
  return { bluetooth, units, others: heard.size - units.length };
}

function unitOf(advertisement: BleAdvertisement, releases: readonly ReleaseManifest[]): NearbyUnit | undefined {
  const { id, name, rssi } = advertisement;
  const product = productOfAdvertisement(advertisement, releases);
  if (product === undefined && classifyAdvertisement(advertisement) !== 'provisioning') return undefined;
  const shown = name === undefined ? undefined : printableText(name);
  return { channel: 'ble', target: bleTarget(id), name: shown, rssi, product, offersRecovery: undefined };
}

async function lookAtSoftAp(
  { softAp }: Radio,
  { releases, softApUrl, signal }: NearbyOptions,
): Promise<NearbyUnit | undefined> {
  const transport = softApTransport(parseSoftApUrl(softApUrl), { ...softAp, timeoutMs: softApTimeoutMs });
  try {
    const offer = await readCapabilities(transport, signal);
    const offersRecovery = recoveryOfferOf(offer) !== undefined;
    const product = productOfOffer(offer, releases);
    const target = softApTarget(softApUrl);
    return { channel: 'softap', target, name: undefined, rssi: undefined, product, offersRecovery };
  } catch (error) {
    if (error instanceof RecoveryError) return undefined; // nothing that speaks protocomm is there
    throw error;
  } finally {
    await transport.close();
  }
}

function byInterest(a: NearbyUnit, b: NearbyUnit): number {
  const known = Number(b.product !== undefined) - Number(a.product !== undefined);
  return known || (b.rssi ?? 0) - (a.rssi ?? 0);
}
