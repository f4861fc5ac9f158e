import { onTestFinished } from 'vitest';
import type { PortEntity } from '../../electron/contract/state.ts';
import { encodeBase64 } from '../../electron/core/bytes/base64.ts';
import { buildRelease } from '../../electron/core/release/build-package.ts';
import { generateReleaseKey } from '../../electron/core/release/release-key.ts';
import { signPackage } from '../../electron/core/release/sign-package.ts';
import { createDeviceHost, type DeviceHost, type DeviceHostOptions } from '../../electron/host/app/device-host.ts';
import type { PortSource } from '../../electron/host/app/port-source.ts';
import { openWorkspace, type Workspace } from '../../electron/host/workspace.ts';
import type { UnsignedRelease } from '../../electron/sim/units/seed-release.ts';
import { lanePair } from './lane-pair.ts';
import { Screen } from './screen.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Ports that a test plugs in and out. */
export class TestPorts implements PortSource {
  #ports: readonly PortEntity[] = [];
  readonly #listeners = new Set<(ports: readonly PortEntity[]) => void>();

  watch(listener: (ports: readonly PortEntity[]) => void) {
    this.#listeners.add(listener);
    listener(this.#ports);
    return () => void this.#listeners.delete(listener);
  }

  set(...ids: string[]): void {
    this.#ports = ids.map((id) => ({ id, name: id, simulated: true, diagnosis: { code: 'usable', params: {} } }));
    for (const listener of this.#listeners) listener(this.#ports);
  }
}

export interface HostBench {
  readonly host: DeviceHost;
  readonly workspace: Workspace;
  readonly ports: TestPorts;
  /** Another screen at the same host. */
  connect(): Promise<Screen>;
}

/** A device host with a workspace of its own; both are gone when the test ends. */
export async function hostBench(options: Partial<DeviceHostOptions> = {}): Promise<HostBench> {
  const workspace = openWorkspace({ UNSTRAND_HOME: temporaryFolder() });
  const ports = new TestPorts();
  const host = await createDeviceHost({ workspace, version: '0.0.0', portSource: ports, strict: true, ...options });
  onTestFinished(() => host.close());
  return {
    host,
    workspace,
    ports,
    async connect() {
      const [hostEnd, screenEnd] = lanePair();
      const screen = new Screen(screenEnd);
      host.connect(hostEnd);
      await screen.until(() => true);
      return screen;
    },
  };
}

/** A vendor's key, enrolled, and its release as a signed package, base64. */
export async function signedBy(screen: Screen, { manifest, files }: UnsignedRelease, name = 'Vendor'): Promise<string> {
  const { publicKeyPem, privateKeyPem } = await generateReleaseKey();
  await screen.request('key.enrol', { pem: publicKeyPem, name });
  return encodeBase64(await signPackage(buildRelease(manifest, files), privateKeyPem));
}
