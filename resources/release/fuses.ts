import { readFileSync } from 'node:fs';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { load } from 'js-yaml';
import { z } from 'zod';

/** Names of electron-builder's configuration, and the fuse that each of them is. */
export const fuseOf = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
} as const;

export type FuseName = keyof typeof fuseOf;

const names = Object.keys(fuseOf) as FuseName[];
const configuration = z.object({ electronFuses: z.record(z.enum(names), z.boolean()) });

/** How each fuse has to be; throws where the configuration does not name every one. */
export function configuredFuses(file = 'electron-builder.yml'): Readonly<Record<FuseName, boolean>> {
  return configuration.parse(load(readFileSync(file, 'utf8'))).electronFuses;
}

/** A fuse that is not as configured. `absent` where this Electron does not have it. */
export interface FuseFault {
  readonly fuse: FuseName;
  readonly wanted: boolean;
  readonly found: boolean | 'absent';
}

/** Reads the fuses back from a packed program and compares. */
export async function findFuseFaults(program: string): Promise<readonly FuseFault[]> {
  const wire: Readonly<Record<number, FuseState | undefined>> = { ...(await getCurrentFuseWire(program)) };
  const wanted = configuredFuses();
  return names.flatMap((fuse) => {
    const found = stateOf(wire[fuseOf[fuse]]);
    return found === wanted[fuse] ? [] : [{ fuse, wanted: wanted[fuse], found }];
  });
}

function stateOf(state: FuseState | undefined): boolean | 'absent' {
  if (state === FuseState.ENABLE) return true;
  return state === FuseState.DISABLE ? false : 'absent';
}
