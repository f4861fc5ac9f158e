import type { KnownRelease, ReleaseManifest } from '../release/manifest.ts';

/** An image that a release names: what its owner says of it. */
export interface CatalogueMatch {
  readonly release: ReleaseManifest;
  readonly version: string;
  readonly build: string | undefined;
  /** SPKI SHA-256 of its trust anchors; empty = not said. */
  readonly anchors: readonly string[];
}

/** The release whose known images, or whose own app, has this digest (FORMATS §3.7). Undefined where none has. */
export function findInCatalogue(releases: readonly ReleaseManifest[], digest: string): CatalogueMatch | undefined {
  for (const release of releases) {
    const known = release.knownReleases.find(({ images }) => images.includes(digest));
    if (known !== undefined) return matchOf(release, known);
    if (release.images.some(({ role, sha256 }) => role === 'app' && sha256 === digest)) return matchOf(release);
  }
  return undefined;
}

function matchOf(release: ReleaseManifest, known?: KnownRelease): CatalogueMatch {
  const { version, build } = known ?? release;
  const own = known ?? release.knownReleases.find((other) => other.version === version);
  return { release, version, build, anchors: own?.anchors ?? [] };
}

/** `product version build`, as facts name it. */
export function describeMatch({ release, version, build }: CatalogueMatch): string {
  return [release.product.id, version, build].filter((part) => part !== undefined && part !== '').join(' ');
}

/** Whether the matched image checks certificate dates; a manifest says so only of its own version. */
export function dateCheckOf({ release, version }: CatalogueMatch): boolean | undefined {
  return version === release.version ? release.dateCheck : undefined;
}
