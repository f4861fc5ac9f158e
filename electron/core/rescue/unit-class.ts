import { canonicalJson } from '../bytes/canonical-json.ts';
import { factValue } from '../inspect/fact.ts';
import type { Anchor, UnitFacts } from '../inspect/facts.ts';

/** A unit of the fleet by the name that the operator knows it by. */
export interface FleetUnit {
  readonly name: string;
  readonly facts: UnitFacts;
}

/** Units that any server looks the same to. */
export interface UnitClass {
  readonly units: readonly string[];
  readonly facts: UnitFacts;
}

/** The classes of a fleet, in the order in which their first units stand there. */
export function classesOf(fleet: readonly FleetUnit[]): UnitClass[] {
  const groups = Map.groupBy(fleet, ({ facts }) => judgedFacts(facts));
  return [...groups.values()].flatMap((units) => {
    const [first] = units;
    return first === undefined ? [] : [{ units: units.map(({ name }) => name), facts: first.facts }];
  });
}

/** Nothing that a server shows updates a unit without a second slot (DESIGN §5.3). */
export function mayUpdate({ facts: { layout } }: UnitClass): boolean {
  return factValue(layout.canUpdateOverTheAir) !== false;
}

/** All that a judgement or a note looks at, and nothing that differs from unit to unit. */
function judgedFacts({ channel, chip, layout, slots, bootloader, trust, security, coverage }: UnitFacts): string {
  return canonicalJson({
    channel,
    family: chip.family,
    secureBoot: security.secureBoot,
    running: layout.runningSlot,
    canUpdate: layout.canUpdateOverTheAir,
    slots: slots.map(({ label, image, idfVersion }) => ({ label, image, idfVersion })),
    bootloader: bootloader.idfVersion,
    trust: { ...trust, urls: [], identities: [], anchors: trust.anchors.map(anchorIdentity) },
    skipped: coverage.skipped.map(({ reason }) => reason),
  });
}

function anchorIdentity({ foundIn, knownRoot: _, ...anchor }: Anchor): object {
  return { ...anchor, slot: foundIn.slot };
}
