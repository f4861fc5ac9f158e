import type { HostClient } from '../../bridge/host-client.ts';
import { envelopeOf, HostError } from '../../bridge/host-error.ts';

/**
 * Takes the file that a vendor sent, base64: a product profile, which brings its keys and its release along, or a
 * release by itself. What is neither is told as a release that cannot be read.
 */
export async function openVendorFile(host: HostClient, file: string): Promise<void> {
  try {
    await host.ask('profile.open', { file });
  } catch (error) {
    if (envelopeOf(error).code === 'app.host-lost') throw error;
    await host.ask('release.install', { file }).catch((problem) => {
      throw new HostError(envelopeOf(problem));
    });
  }
}
