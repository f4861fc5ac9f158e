import { chips } from '../../chips/catalogue.ts';
import type { ChipFamily } from '../../chips/chip.ts';
import { unknownSecurity } from '../../chips/security.ts';
import { catalogueAnchors } from '../../inspect/catalogue-anchors.ts';
import { known, unknown } from '../../inspect/fact.ts';
import type { SlotFacts, UnitFacts } from '../../inspect/facts.ts';
import { identifyProduct } from '../../inspect/identify-product.ts';
import { matchAnchors } from '../../inspect/known-roots.ts';
import { unknownBootloader } from '../../inspect/read-bootloader.ts';
import { layoutWithoutTable } from '../../inspect/read-layout.ts';
import { type CatalogueMatch, dateCheckOf, describeMatch } from '../../inspect/release-catalogue.ts';
import type { ReleaseManifest } from '../../release/manifest.ts';
import type { Capabilities } from '../capabilities.ts';
import { type SaidOfItself, saidOf, tracesOf } from '../said-of-itself.ts';
import type { RecoveryReadOptions } from './read-facts.ts';

/** What is known of a unit that offers provisioning and nothing else. */
export interface ProvisioningSight {
  readonly channel: 'ble' | 'softap';
  readonly simulated: boolean;
  readonly capabilities: Capabilities;
}

const slotName = 'app';
const notTold = unknown<never>('not-supported');

/**
 * Facts of firmware without recovery endpoints: what it says of itself before any session is looked up in the releases, and
 * the outcome is marked `inferred`. Nothing of it was read from the unit, so the trust store counts as incomplete and no
 * refusal follows from it.
 */
export function inferFacts(sight: ProvisioningSight, options: RecoveryReadOptions): UnitFacts {
  const { releases, catalogue } = options;
  const said = saidOf(sight.capabilities);
  const match = said && findRelease(releases, said);
  const family = familyOf(match?.release);
  const anchors = match === undefined ? [] : catalogueAnchors(match, slotName);
  const declared = match && dateCheckOf(match);
  return {
    schema: 1,
    channel: sight.channel,
    simulated: sight.simulated,
    readAt: options.now,
    product: identifyProduct(releases, tracesOf(said), options.operatorProduct),
    chip: { family, revision: notTold, features: [], mac: notTold, flashId: notTold, flashSize: notTold },
    security: unknownSecurity('not-supported'),
    layout: {
      ...layoutWithoutTable('not-supported', []).facts,
      runningSlot: known(slotName),
      runningSlotEvidence: 'unit-report',
    },
    bootloader: unknownBootloader(chips[family], 'not-supported'),
    slots: [inferredSlot(said, match)],
    trust: {
      complete: false,
      anchors: catalogue === undefined ? anchors : matchAnchors(anchors, catalogue),
      dateCheck: declared === undefined ? notTold : known(declared),
      dateCheckEvidence: declared === undefined ? 'none' : 'release',
      urls: [],
      hosts: [],
      mbedTlsVersion: notTold,
    },
    data: { nvs: [], hasWifiCredentials: notTold, wearLevelling: [] },
    coverage: { read: [], skipped: [{ what: 'flash', reason: 'not-supported' }] },
    inferred: 'release-catalogue',
  };
}

function findRelease(
  releases: readonly ReleaseManifest[],
  { project, version }: SaidOfItself,
): CatalogueMatch | undefined {
  for (const release of releases) {
    const isProduct =
      release.product.id === project ||
      release.identify.some((rule) => rule.kind === 'project-name' && rule.value === project);
    if (!isProduct) continue;
    const earlier = release.knownReleases.find((other) => other.version === version);
    if (earlier !== undefined) return { release, version, build: earlier.build, anchors: earlier.anchors };
    if (release.version === version) return { release, version, build: release.build, anchors: [] };
  }
  return undefined;
}

/** Only a release for one chip tells which one a unit has; else the family that most units have is named, and no fact rests on it. */
function familyOf(release: ReleaseManifest | undefined): ChipFamily {
  const families = new Set(release?.images.map(({ chip }) => chip));
  const [only, ...others] = families;
  return only === undefined || others.length > 0 ? 'ESP32' : only;
}

function inferredSlot(said: SaidOfItself | undefined, match: CatalogueMatch | undefined): SlotFacts {
  return {
    label: slotName,
    offset: 0,
    size: 0,
    image: notTold,
    imageLength: notTold,
    imageDigest: notTold,
    projectName: said === undefined ? notTold : known(said.project),
    idfVersion: notTold,
    secureVersion: notTold,
    versions: said === undefined ? [] : [{ source: 'unit-report', version: said.version, confidence: 'low' }],
    catalogueMatch: match === undefined ? notTold : known(describeMatch(match)),
  };
}
