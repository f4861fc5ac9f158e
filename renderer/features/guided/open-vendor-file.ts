import type { HostClient } from '../../bridge/host-client.ts';

/** Takes the file that a vendor sent, base64. The one place that knows which kinds of files there are. */
export async function openVendorFile(host: HostClient, file: string): Promise<void> {
  await host.ask('release.install', { file });
}
