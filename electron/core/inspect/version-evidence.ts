import { isLibraryBuilder } from '../formats/app-descriptor.ts';
import type { BootLogApp } from '../formats/boot-log.ts';
import { parseIdfVersion } from '../formats/idf-version.ts';
import { type FoundUrl, findUrls, findVersionStrings, type VersionString } from '../formats/strings.ts';
import type { VersionEvidence } from './facts.ts';
import type { ImageOutline } from './image-outline.ts';

/** Everything that may tell an image's version, as far as it was read. */
export interface VersionSources {
  readonly catalogueVersion: string | undefined;
  readonly outline: ImageOutline | undefined;
  /** What the app printed of itself, where a boot log shows this slot running. */
  readonly loggedApp: BootLogApp | undefined;
  /** Versions that the firmware keeps in NVS; for the running slot alone. */
  readonly nvsVersions: readonly string[];
  /** Bytes of its data segments. */
  readonly streams: readonly Uint8Array[];
  readonly bootloaderIdfVersion: string | undefined;
  /** The ESP-IDF version of this image, which is no version of the product. */
  readonly idfVersion: string | undefined;
}

/** All evidence of an image's version, best first (FORMATS §3.7). */
export function versionEvidence(sources: VersionSources): VersionEvidence[] {
  const { catalogueVersion, nvsVersions, bootloaderIdfVersion } = sources;
  const evidence: VersionEvidence[] = [];
  if (catalogueVersion !== undefined) {
    evidence.push({ source: 'catalogue', version: catalogueVersion, confidence: 'exact' });
  }
  evidence.push(...descriptorEvidence(sources.outline), ...logEvidence(sources));
  evidence.push(...nvsVersions.map((version) => ({ source: 'nvs', version, confidence: 'low' }) as const));
  evidence.push(...stringEvidence(sources));
  if (bootloaderIdfVersion !== undefined) {
    evidence.push({ source: 'bootloader-string', version: bootloaderIdfVersion, confidence: 'low' });
  }
  return evidence;
}

/** Empty says nothing, `1` is what builds without a version get, and the Arduino libraries name themselves (FORMATS §3.1, §3.3). */
function descriptorEvidence(outline: ImageOutline | undefined): VersionEvidence[] {
  const descriptor = outline?.descriptor;
  if (descriptor === undefined || descriptor.version === '' || isLibraryBuilder(descriptor)) return [];
  const confidence = descriptor.version === '1' ? 'low' : 'high';
  return [{ source: 'app-descriptor', version: descriptor.version, confidence }];
}

function logEvidence({ loggedApp, outline }: VersionSources): VersionEvidence[] {
  const version = loggedApp?.version;
  if (version === undefined || (outline?.descriptor !== undefined && isLibraryBuilder(outline.descriptor))) return [];
  return [{ source: 'boot-log', version, confidence: version === '1' ? 'low' : 'high' }];
}

const maxStrings = 8;
const besideUrl = 256;
const kindRank = { keyed: 0, idf: 1, semver: 2, 'date-code': 3 } as const;

/** Strings that look like a version, as candidates: those beside a URL first, then those that a word announces. */
function stringEvidence({ streams, idfVersion, outline }: VersionSources): VersionEvidence[] {
  const descriptor = outline?.descriptor?.version;
  const candidates = streams.flatMap((stream) => {
    const urls = findUrls(stream);
    return findVersionStrings(stream).map((string) => ({ ...string, rank: rankOf(string, urls) }));
  });
  const versions = candidates.sort((a, b) => a.rank - b.rank).map(({ version }) => version);
  return [...new Set(versions)]
    .filter((version) => version !== idfVersion && version !== descriptor)
    .slice(0, maxStrings)
    .map((version) => ({ source: 'app-string', version, confidence: 'low' }));
}

function rankOf({ kind, offset }: VersionString, urls: readonly FoundUrl[]): number {
  const isBesideUrl = urls.some((url) => Math.abs(url.offset - offset) <= besideUrl);
  return kindRank[kind] + (isBesideUrl ? 0 : 10);
}

/**
 * The ESP-IDF version of an image: its descriptor's, else the one literal of that shape in its data, the bootloader's
 * where there are several. Undefined where that names none: an app's own `git describe` has the same shape.
 */
export function imageIdfVersion(
  outline: ImageOutline | undefined,
  streams: readonly Uint8Array[],
  bootloaderIdfVersion: string | undefined,
): string | undefined {
  if (outline?.descriptor !== undefined) return outline.descriptor.idfVersion || undefined;
  const strings = streams.flatMap((stream) => findVersionStrings(stream).filter(({ kind }) => kind === 'idf'));
  const versions = new Set(strings.map(({ version }) => version).filter((version) => isIdfRelease(version)));
  if (bootloaderIdfVersion !== undefined && versions.has(bootloaderIdfVersion)) return bootloaderIdfVersion;
  const [version, ...others] = versions;
  return others.length === 0 ? version : undefined;
}

/** ESP-IDF for these chips begins with 2; smaller numbers are an app's own. */
function isIdfRelease(text: string): boolean {
  return (parseIdfVersion(text)?.major ?? 0) >= 2;
}
