import type { Result } from '../../../electron/contract/commands.ts';
import { isProfileName, type VendorFile } from '../../../electron/contract/vendor-file.ts';
import type { HostClient } from '../../bridge/host-client.ts';

/** A profile with keys that this computer does not have: a person has to compare them first. */
export interface ProfileQuestion {
  readonly file: string;
  readonly inspected: Result<'profile.inspect'>;
}

/**
 * Takes the file that a vendor sent, a release package or a product profile; gives back what a person has to be asked
 * before it counts. The one place that knows which kinds of files there are.
 */
export async function openVendorFile(
  host: HostClient,
  { name, file }: VendorFile,
): Promise<ProfileQuestion | undefined> {
  if (!isProfileName(name)) {
    await host.ask('release.install', { file });
    return undefined;
  }
  const inspected = await host.ask('profile.inspect', { file });
  if (inspected.needsConfirmation) return { file, inspected };
  await host.ask('profile.open', { file });
  return undefined;
}

/** A person compared the keys of the profile. */
export async function openAskedProfile(host: HostClient, { file, inspected }: ProfileQuestion): Promise<void> {
  await host.ask('profile.open', { file, confirmKey: inspected.keyId });
}
