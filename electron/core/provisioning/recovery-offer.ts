import type { Capabilities } from './capabilities.ts';

/** What the label `rcv` of `proto-ver` tells before any session (PROTOCOLS §4.4); unproven like all of it. */
export interface RecoveryOffer {
  readonly version: string;
  readonly endpoints: readonly RecoveryEndpoint[];
  /** Characteristics by endpoint as 16-bit short ids, for hosts that cannot read descriptors. */
  readonly shortIds: ReadonlyMap<string, number>;
  readonly firmware: { readonly project: string; readonly version: string } | undefined;
}

export const recoveryEndpoints = ['rcv-info', 'rcv-fw'] as const;
export type RecoveryEndpoint = (typeof recoveryEndpoints)[number];

const label = 'rcv';

/** Undefined where the unit has no recovery endpoints. */
export function recoveryOfferOf(capabilities: Capabilities): RecoveryOffer | undefined {
  const entry = capabilities.labels.find((candidate) => candidate.label === label);
  if (entry === undefined) return undefined;
  return {
    version: entry.version,
    endpoints: recoveryEndpoints.filter((endpoint) => entry.capabilities.includes(endpoint)),
    shortIds: shortIdsOf(capabilities),
    firmware: entry.capabilities.map(firmwareOf).find((firmware) => firmware !== undefined),
  };
}

/** Short ids that the unit names for endpoints of its own, under any label. */
export function shortIdsOf({ labels }: Capabilities): ReadonlyMap<string, number> {
  return new Map(labels.flatMap(({ capabilities }) => capabilities.flatMap(shortIdOf)));
}

/** `ep:rcv-info=ff54`. */
function shortIdOf(capability: string): [string, number][] {
  const [, endpoint, id] = /^ep:([A-Za-z0-9_/-]{1,32})=([0-9a-f]{4})$/.exec(capability) ?? [];
  return endpoint === undefined || id === undefined ? [] : [[endpoint, Number.parseInt(id, 16)]];
}

/** `fw:<project>/<version>`. */
function firmwareOf(capability: string): RecoveryOffer['firmware'] {
  const [, project, version] = /^fw:([^/]{1,64})\/(.{1,64})$/.exec(capability) ?? [];
  return project === undefined || version === undefined ? undefined : { project, version };
}
