import type { UnitFacts } from '../inspect/facts.ts';
import { idfVersionOf } from '../trust/trials.ts';
import { runnableSlots } from '../trust/unit-anchors.ts';
import { type ClientProfile, clientProfile, profileIds, profileOfIdf } from './client-profile.ts';

/** How a unit's firmware asks servers. */
export interface UnitProfile {
  readonly profile: ClientProfile;
  /** True where the facts allow more than one: the profile is then the oldest of them. */
  readonly assumed: boolean;
}

/** The profile of the firmware that runs or may run; a version that is not known may be any. */
export function profileOfUnit(facts: UnitFacts): UnitProfile {
  const versions = runnableSlots(facts).map((slot) => idfVersionOf(facts, slot));
  const known = new Set(versions.map((version) => version && profileOfIdf(version).id));
  const oldest = known.has(undefined) ? profileIds[0] : profileIds.find((id) => known.has(id));
  return { profile: clientProfile(oldest ?? profileIds[0]), assumed: known.has(undefined) || known.size !== 1 };
}
