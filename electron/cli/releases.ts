import type { Command } from 'commander';
import type { Release } from '../core/release/manifest.ts';
import { readRelease } from '../host/read-release.ts';
import type { Workspace } from '../host/workspace.ts';
import { collect } from './options.ts';

/** For commands where releases only help to recognise a unit. */
export interface KnownReleaseOptions {
  readonly release: readonly string[];
  readonly allowUnsigned?: boolean;
}

export function addKnownReleaseOptions(command: Command): Command {
  return command
    .option('-r, --release <file>', 'release package that may recognise the unit; may be repeated', collect, [])
    .option('--allow-unsigned', 'developer switch: accept unsigned packages; recorded');
}

export async function knownReleases(options: KnownReleaseOptions, workspace: Workspace): Promise<Release[]> {
  const releases: Release[] = [];
  for (const path of options.release)
    releases.push((await readRelease(path, workspace, options.allowUnsigned)).release);
  return releases;
}
