import { chips } from '../chips/catalogue.ts';
import type { Chip } from '../chips/chip.ts';
import { type AppImage, parseAppImage } from '../formats/app-image.ts';
import type { Parsed } from '../formats/parsed.ts';
import { factValue } from '../inspect/fact.ts';
import type { PartitionFacts, UnitFacts } from '../inspect/facts.ts';
import type { Release, ReleaseImage } from '../release/manifest.ts';
import type { PlanPolicy } from './plan.ts';
import { chooseSlot, type SlotChoice } from './slot-choice.ts';

/** Everything that guards and steps are decided by. What is missing is undefined, and some guard refuses for it. */
export interface PlanContext {
  readonly facts: UnitFacts;
  readonly release: Release;
  readonly policy: PlanPolicy;
  readonly chip: Chip;
  /** The release's app for this chip. */
  readonly image: ReleaseImage | undefined;
  readonly imageBytes: Uint8Array | undefined;
  readonly app: Parsed<AppImage> | undefined;
  readonly slots: SlotChoice | undefined;
  readonly trust: readonly TrustReplacement[];
}

/** A partition that the release replaces because it is its trust store. */
export interface TrustReplacement {
  readonly label: string;
  readonly image: ReleaseImage;
  readonly bytes: Uint8Array | undefined;
  /** Undefined where the unit's table has no such partition. */
  readonly partition: PartitionFacts | undefined;
}

/** Looks up, for this unit, what the release brings and where it would go. Decides nothing about safety. */
export function planContext(facts: UnitFacts, release: Release, policy: PlanPolicy): PlanContext {
  const image = appFor(facts, release);
  const imageBytes = image && release.images.get(image.sha256);
  return {
    facts,
    release,
    policy,
    chip: chips[facts.chip.family],
    image,
    imageBytes,
    app: imageBytes && parseAppImage(imageBytes),
    slots: chooseSlot(facts),
    trust: trustReplacements(facts, release),
  };
}

/** A context that has all that a plan is made of; the guards refuse every other. */
export interface BuildableContext extends PlanContext {
  readonly image: ReleaseImage;
  readonly imageBytes: Uint8Array;
  readonly slots: SlotChoice;
}

export function isBuildable(context: PlanContext): context is BuildableContext {
  return context.image !== undefined && context.imageBytes !== undefined && context.slots !== undefined;
}

/** Partitions that the plan would write: slot, trust stores, otadata. */
export function writtenPartitions({ slots, trust }: PlanContext): PartitionFacts[] {
  const stores = trust.map(({ partition }) => partition);
  return [slots?.target, ...stores, slots?.otadata].filter((partition) => partition !== undefined);
}

/** The app built for the unit's chip revision where the release brings several; else the first for the chip. */
function appFor(facts: UnitFacts, release: Release): ReleaseImage | undefined {
  const revision = factValue(facts.chip.revision);
  const apps = release.manifest.images.filter(({ role, chip }) => role === 'app' && chip === facts.chip.family);
  const fits = ({ minRevision = 0, maxRevision = Number.POSITIVE_INFINITY }: ReleaseImage) =>
    revision !== undefined && revision >= minRevision && revision <= maxRevision;
  return apps.find(fits) ?? apps[0];
}

function trustReplacements(facts: UnitFacts, release: Release): TrustReplacement[] {
  return release.manifest.images
    .filter(({ role, chip }) => role === 'trust' && chip === facts.chip.family)
    .map((image) => {
      const label = image.partition ?? '';
      const partition = facts.layout.partitions.find((entry) => entry.label === label);
      return { label, image, bytes: release.images.get(image.sha256), partition };
    });
}
