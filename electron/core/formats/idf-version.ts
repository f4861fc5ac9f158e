/** An ESP-IDF version as `git describe` of its tree gives it, e.g. `v3.2-103-g4aa1058e8` (FORMATS §3.4). */
export interface IdfVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** `dev`, `beta1`, `rc2`; undefined for a release. */
  readonly prerelease: string | undefined;
  /** Commits since the tag. */
  readonly commits: number;
}

/** Where the literal stands in a longer text. */
export const idfVersionPattern = /v\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:-(?:dev|beta\d+|rc\d+|dirty|\d+-g[0-9a-f]{7,40}))*/;

const wholeVersion =
  /^v(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?(?:-(dev|beta\d{1,3}|rc\d{1,3}))?(?:-(\d{1,6})-g[0-9a-f]+)?(?:-d[irty]*)?$/;

/** Undefined for what names no version, such as a branch tag. The struct's 31 characters may have cut the end off. */
export function parseIdfVersion(text: string): IdfVersion | undefined {
  const [, major, minor, patch, prerelease, commits] = wholeVersion.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch ?? 0),
    prerelease,
    commits: Number(commits ?? 0),
  };
}

/** Negative where `a` is older than `b`, positive where it is newer, 0 where neither is known to be. */
export function compareIdfVersions(a: IdfVersion, b: IdfVersion): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    prereleaseRank(a.prerelease) - prereleaseRank(b.prerelease) ||
    a.commits - b.commits
  );
}

function prereleaseRank(prerelease: string | undefined): number {
  if (prerelease === undefined) return 3000;
  const [, stage, number] = /^(dev|beta|rc)(\d*)$/.exec(prerelease) ?? [];
  return (stage === 'rc' ? 2000 : stage === 'beta' ? 1000 : 0) + Number(number ?? 0);
}

/**
 * Mbed TLS of every release, by line and patch: the submodule `components/mbedtls/mbedtls` of each tag up to July 2026. Patch
 * releases move it too, which FORMATS §3.4 shortens.
 */
const mbedTlsOfLine: Readonly<Record<string, readonly string[]>> = {
  '3.0': new Array<string>(10).fill('2.6.0'),
  '3.1': new Array<string>(8).fill('2.12.0'),
  '3.2': new Array<string>(6).fill('2.13.1'),
  '3.3': ['2.16.2', '2.16.2', '2.16.2', '2.16.5', '2.16.5', '2.16.7', '2.16.11'],
  '4.0': ['2.16.2', '2.16.5', '2.16.7', '2.16.9', '2.16.11'],
  '4.1': ['2.16.5', '2.16.7', '2.16.9', '2.16.12', '2.16.12'],
  '4.2': ['2.16.7', '2.16.9', '2.16.9', '2.16.12', '2.16.12', '2.16.12'],
  '4.3': ['2.16.9', '2.16.11', '2.16.11', '2.28.0', '2.28.1', '2.28.1', '2.28.3', '2.28.5'],
  '4.4': ['2.16.12', '2.28.0', '2.28.1', '2.28.1', '2.28.1', '2.28.3', '2.28.4', '2.28.7', '2.28.8'],
  '5.0': ['3.2.1', '3.2.1', '3.3.0', '3.4.0', '3.4.1', '3.5.0', '3.5.0', '3.6.0', '3.6.2', '3.6.3'],
  '5.1': ['3.4.0', '3.4.0', '3.5.0', '3.5.0', '3.5.2', '3.6.1', '3.6.2', '3.6.5'],
  '5.2': ['3.5.0', '3.5.2', '3.6.0', '3.6.0', '3.6.2', '3.6.2', '3.6.4', '3.6.6'],
  '5.3': ['3.6.0', '3.6.0', '3.6.2', '3.6.2', '3.6.4', '3.6.5'],
  '5.4': ['3.6.2', '3.6.2', '3.6.3', '3.6.4', '3.6.5'],
  '5.5': ['3.6.3', '3.6.4', '3.6.5', '3.6.5', '3.6.5', '3.6.6'],
  '6.0': ['4.0.0', '4.0.0', '4.1.1'],
};

/** The Mbed TLS that an ESP-IDF version carries; undefined where the table does not say, as for development trees. */
export function mbedTlsVersionOf(version: IdfVersion): string | undefined {
  if (version.prerelease === 'dev') return undefined;
  return mbedTlsOfLine[`${version.major}.${version.minor}`]?.[version.patch];
}
