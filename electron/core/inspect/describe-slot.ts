import { isLibraryBuilder } from '../formats/app-descriptor.ts';
import { known, unknown } from './fact.ts';
import type { Fact, SlotFacts } from './facts.ts';
import type { SlotReading } from './read-slots.ts';
import { type CatalogueMatch, describeMatch } from './release-catalogue.ts';
import { imageIdfVersion, type VersionSources, versionEvidence } from './version-evidence.ts';

/** What is known of a slot beyond its own bytes. */
export interface SlotContext
  extends Pick<VersionSources, 'loggedApp' | 'nvsVersions' | 'streams' | 'bootloaderIdfVersion'> {
  readonly match: CatalogueMatch | undefined;
}

export function slotFacts(slot: SlotReading, context: SlotContext): SlotFacts {
  const { partition, image, outline, digest } = slot;
  const { match, streams, bootloaderIdfVersion } = context;
  const idfVersion = imageIdfVersion(outline, streams, bootloaderIdfVersion);
  const isEmpty = outline === undefined && context.loggedApp === undefined;
  const found = <T>(value: T | undefined): Fact<T> =>
    value !== undefined ? known(value) : image.known ? unknown('not-present') : unknown(image.reason);
  return {
    label: partition.label,
    offset: partition.offset,
    size: partition.size,
    image,
    imageLength: found(outline?.length),
    imageDigest: digest,
    projectName: found(projectNameOf(slot)),
    idfVersion: found(idfVersion),
    secureVersion: found(outline?.descriptor?.secureVersion),
    versions: isEmpty ? [] : versionEvidence({ ...context, outline, idfVersion, catalogueVersion: match?.version }),
    catalogueMatch: digest.known ? found(match && describeMatch(match)) : unknown(digest.reason),
  };
}

/** Undefined also for the Arduino libraries, which carry their own name into every sketch (FORMATS §3.3). */
export function projectNameOf({ outline }: SlotReading): string | undefined {
  const descriptor = outline?.descriptor;
  if (descriptor === undefined || isLibraryBuilder(descriptor)) return undefined;
  return descriptor.projectName || undefined;
}
