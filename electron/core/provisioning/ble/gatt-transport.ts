import { RecoveryError } from '../../errors/recovery-error.ts';
import type { BleLink, BleService } from '../../interfaces/ble-central.ts';
import type { ProvisioningTransport } from '../../interfaces/provisioning-transport.ts';
import { type Capabilities, parseProtoVer } from '../capabilities.ts';
import { shortIdsOf } from '../recovery-offer.ts';
import { type EndpointMap, endpointMap } from './endpoint-map.ts';
import { largestAttribute, linkLimits } from './link-limits.ts';
import { findProvisioningService } from './provisioning-services.ts';

export interface GattTransportOptions {
  /** True where a virtual unit answers. Default false. */
  readonly simulated?: boolean | undefined;
  /** Services that the product's units have, normalised; the usual ones are known. */
  readonly serviceUuids?: readonly string[] | undefined;
  /** Largest value that the product's firmware takes, bytes, where it is less than its stack's usual. */
  readonly attributeLimit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The body counts for nothing, but an empty one is ignored by some stacks and refused by others (PROTOCOLS §1.3). */
const anyBody = new TextEncoder().encode('---');

/**
 * Protocomm over a link: a write of the whole request, then a read of the answer to its end. Asks the unit for what it is
 * first, since its sizes and, without descriptors, its endpoints follow from that. Whatever breaks an exchange ends the link.
 * Rejects with `ble.not-provisioning` and `provisioning.exchange-failed`; the link is disconnected then.
 */
export async function gattTransport(link: BleLink, options: GattTransportOptions = {}): Promise<ProvisioningTransport> {
  try {
    const service = findProvisioningService(link.services, options.serviceUuids);
    if (service === undefined) throw new RecoveryError('ble.not-provisioning');
    return await overService(link, service, options);
  } catch (error) {
    await link.disconnect();
    throw error;
  }
}

async function overService(
  link: BleLink,
  service: BleService,
  { simulated = false, attributeLimit, signal }: GattTransportOptions,
): Promise<ProvisioningTransport> {
  const capabilities = await readSelfDescription(link, endpointMap(service), signal);
  const endpoints = endpointMap(service, capabilities && shortIdsOf(capabilities));
  const limits = linkLimits(link.mtu, capabilities?.security ?? 1, attributeLimit);

  let turn: Promise<unknown> = Promise.resolve();
  const exchange = async (endpoint: string, request: Uint8Array, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    try {
      if (request.length > limits.request) throw new Error(`a request of ${request.length} bytes`);
      return await exchangeOnce(link, endpoints, endpoint, request, signal);
    } catch (cause) {
      await link.disconnect();
      signal?.throwIfAborted();
      throw failed(endpoint, cause);
    }
  };
  return {
    channel: 'ble',
    simulated,
    limits,
    mtu: link.mtu,
    exchange: (endpoint, request, signal) => {
      const result = turn.then(() => exchange(endpoint, request, signal));
      turn = result.catch(() => undefined);
      return result;
    },
    close: () => link.disconnect(),
  };
}

/** What the unit says of itself; undefined where it has nothing to say it with, or says it in no form that is known. */
async function readSelfDescription(
  link: BleLink,
  endpoints: EndpointMap,
  signal: AbortSignal | undefined,
): Promise<Capabilities | undefined> {
  if (!endpoints.has('proto-ver')) return undefined;
  try {
    const answer = parseProtoVer(await exchangeOnce(link, endpoints, 'proto-ver', anyBody, signal));
    return answer.ok ? answer.value : undefined;
  } catch (cause) {
    signal?.throwIfAborted();
    throw failed('proto-ver', cause);
  }
}

/**
 * One request and its answer. The write comes first, so what an earlier link left in the characteristic is never taken for
 * an answer; an empty value is what one holds that nobody has answered on.
 */
async function exchangeOnce(
  link: BleLink,
  endpoints: EndpointMap,
  endpoint: string,
  request: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const characteristic = endpoints.get(endpoint);
  if (characteristic === undefined) throw new Error('no characteristic');
  if (request.length === 0) throw new Error('an empty request');
  await link.write(characteristic, request, signal);
  const answer = await link.read(characteristic, signal);
  if (answer.length === 0) throw new Error('no answer');
  if (answer.length > largestAttribute) throw new Error(`an answer of ${answer.length} bytes`);
  return answer;
}

function failed(endpoint: string, cause: unknown): RecoveryError {
  return new RecoveryError('provisioning.exchange-failed', { endpoint }, { cause });
}
