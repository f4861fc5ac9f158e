/**
 * Whether an ESP-IDF version (`git describe`) is at least `major.minor.patch`. Development and beta versions count as the
 * version that they lead to; text that is no version counts as older than any.
 */
export function idfAtLeast(version: string, major: number, minor: number, patch = 0): boolean {
  const [, ...digits] = /^v(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const [foundMajor = -1, foundMinor = 0, foundPatch = 0] = digits.map((text) => Number(text ?? 0));
  if (foundMajor !== major) return foundMajor > major;
  return foundMinor !== minor ? foundMinor > minor : foundPatch >= patch;
}

/** Whether a bootloader compares chip id and revision of the images that it loads (FORMATS §2.1). */
export function checksChip(version: string): boolean {
  if (idfAtLeast(version, 3, 3)) return idfAtLeast(version, 3, 3, 1);
  return idfAtLeast(version, 3, 2) ? idfAtLeast(version, 3, 2, 4) : idfAtLeast(version, 3, 1, 7);
}
