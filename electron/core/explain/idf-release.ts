/** ESP-IDF releases as major * 100 + minor, so that they compare: v4.4 is 404. */
export type IdfRelease = number;

/** A bracket of releases: `from` included, `before` excluded. */
export interface IdfRange {
  readonly from: IdfRelease;
  readonly before: IdfRelease;
}

export const anyRelease: IdfRange = { from: 0, before: Number.POSITIVE_INFINITY };

/** Undefined where the brackets exclude each other. */
export function intersect(a: IdfRange, b: IdfRange): IdfRange | undefined {
  const both = { from: Math.max(a.from, b.from), before: Math.min(a.before, b.before) };
  return both.from < both.before ? both : undefined;
}

/** The release of a version as `git describe` prints it: `v3.2-103-g4aa1058e8`, `5.0.1`, `v4.4.7-dirty`. */
export function releaseOf(version: string): IdfRelease | undefined {
  const [, major, minor] = /^v?(\d{1,2})\.(\d{1,2})(?!\d)/.exec(version) ?? [];
  return major === undefined || minor === undefined ? undefined : Number(major) * 100 + Number(minor);
}

/** `4.4`; undefined at the ends of the scale. */
export function releaseText(release: IdfRelease): string | undefined {
  if (release === 0 || !Number.isFinite(release)) return undefined;
  return `${Math.floor(release / 100)}.${release % 100}`;
}
