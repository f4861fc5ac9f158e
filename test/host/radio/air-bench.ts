import { onTestFinished } from 'vitest';
import { createNobleCentral } from '../../../electron/adapters/ble/noble-central.ts';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import type { EngineEvent } from '../../../electron/core/engine/events.ts';
import type { Clock } from '../../../electron/core/interfaces/machine.ts';
import { buildRelease } from '../../../electron/core/release/build-package.ts';
import { decodeKeyPem } from '../../../electron/core/release/key-pem.ts';
import { emptyKeyRing, enrollKey } from '../../../electron/core/release/keys.ts';
import type { ProvisioningProfile } from '../../../electron/core/release/provisioning-profile.ts';
import { generateReleaseKey } from '../../../electron/core/release/release-key.ts';
import { signPackage } from '../../../electron/core/release/sign-package.ts';
import { parseChain } from '../../../electron/core/trust/chain-file.ts';
import type { ServerView } from '../../../electron/core/trust/verdict.ts';
import type { ChannelAccess } from '../../../electron/host/channel/channel-access.ts';
import type { OpenChannelOptions } from '../../../electron/host/channel/open-channel.ts';
import { openChannel } from '../../../electron/host/channel/open-channel.ts';
import type { Radio } from '../../../electron/host/channel/radio.ts';
import { recoverOverChannel, resumeOverChannel } from '../../../electron/host/channel/recover-over-channel.ts';
import { bleTarget, softApTarget } from '../../../electron/host/channel/target.ts';
import { changeKeyRing } from '../../../electron/host/key-ring.ts';
import { checkPackage, type ReleasePackage } from '../../../electron/host/read-release.ts';
import { openWorkspace, type Workspace } from '../../../electron/host/workspace.ts';
import { hciSocketClass } from '../../../electron/sim/ble/hci-socket.ts';
import { ProvisioningPeripheral, type ProvisioningUnit } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { syntheticPki, updateHost } from '../../../electron/sim/firmware/pki.ts';
import { serveSoftAp } from '../../../electron/sim/links/softap-server.ts';
import type { RecoveryUnit, RecoveryUnitOptions } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { firmware, pop, recoveryBench, twoSlotUnit } from '../../sim/provisioning/recovery-bench.ts';
import { technician } from '../../support/recovery-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export const username = 'wifiprov';
export const address = '24:6f:28:aa:bb:09';
export const newVersion = '2.0.0';
export const oldVersion = '1.4.2';
const begin = Date.UTC(2026, 5, 1);

let image: Uint8Array | undefined;

/** The firmware that the release brings, which trusts where the server has moved to. */
export function newImage(): Uint8Array {
  const { newRoot, foreignRoot } = syntheticPki();
  image ??= firmware(newVersion, 'ESP32', { certificates: [newRoot, foreignRoot] });
  return image;
}

const vendor = generateReleaseKey();

/** A release of the vendor's, as a signed package. */
async function signedRelease(provisioning: ProvisioningProfile | undefined): Promise<Uint8Array> {
  const bytes = newImage();
  const file = { file: 'radio.bin', size: bytes.length, sha256: sha256Hex(bytes) };
  const app = { chip: 'ESP32', role: 'app', ...file, bootloaders: [], recovery: { build: 6 } } as const;
  const manifest = {
    ...seedRelease({ size: 'tiny' }).manifest,
    version: newVersion,
    ...(provisioning && { provisioning }),
    images: [app],
    knownReleases: [{ version: oldVersion, images: [], anchors: [] }],
  };
  const files = new Map([[file.file, bytes]]);
  return signPackage(buildRelease(manifest, files), (await vendor).privateKeyPem);
}

/** Its server, moved to another root: the old firmware is stranded, the new one is not. */
export function movedServer(): ServerView {
  const parsed = parseChain(new TextEncoder().encode(syntheticPki().chains.moved), updateHost);
  if (!parsed.ok) throw new Error('no chain');
  return parsed.value;
}

/** Time of day that passes when somebody sleeps. */
function stationClock(): Clock {
  let passed = 1;
  return {
    now: () => begin + passed,
    monotonicMs: () => passed,
    sleep: async (ms) => {
      passed += ms;
    },
  };
}

export interface AirOptions {
  /** Anything but the flash; that is `flash`. */
  readonly unit?: Partial<RecoveryUnitOptions>;
  readonly flash?: SimUnit;
  /** What the release demands of its units. */
  readonly provisioning?: ProvisioningProfile;
  /** Stands in front of the unit on either channel. */
  readonly inFrontOf?: (unit: RecoveryUnit, channel: 'ble' | 'softap') => ProvisioningUnit;
}

/** A station with its key ring and records, a unit in the air and behind its own access point, and a release for it. */
export interface AirBench {
  readonly unit: RecoveryUnit;
  readonly peripheral: ProvisioningPeripheral;
  readonly radio: Radio;
  readonly workspace: Workspace;
  readonly package: ReleasePackage;
  readonly url: string;
  readonly events: EngineEvent[];
  readonly targets: { readonly ble: string; readonly softap: string };
  open(target: string, options: OpenChannelOptions): ReturnType<typeof openChannel>;
  access(targets: ChannelAccess['targets'], changed?: Partial<ChannelAccess>): ChannelAccess;
  recover(access: ChannelAccess, signal?: AbortSignal): ReturnType<typeof recoverOverChannel>;
  resume(access: ChannelAccess): ReturnType<typeof resumeOverChannel>;
}

export async function airBench(options: AirOptions = {}): Promise<AirBench> {
  const { publicKeyPem: pem } = await vendor;
  const release = await signedRelease(options.provisioning);
  const clock = stationClock();
  const workspace = { ...openWorkspace({ UNSTRAND_HOME: temporaryFolder() }), clock };
  await changeKeyRing(workspace.store, () => enrollKey(emptyKeyRing, pem, 'Vendor', clock.now()));
  const { unit } = recoveryBench({
    unit: options.flash ?? twoSlotUnit({ rollback: true }),
    now: () => clock.monotonicMs(),
    manifestKeys: [decodeKeyPem('PUBLIC KEY', pem)],
    ...options.unit,
  });
  const front = options.inFrontOf ?? ((one: RecoveryUnit) => one);
  const peripheral = new ProvisioningPeripheral({ unit: front(unit, 'ble'), address, style: unit.style });
  const hciSocket = hciSocketClass(new VirtualRadio({ peripherals: [peripheral] }));
  const central = createNobleCentral({ backend: 'noble', hciSocket, simulated: true });
  onTestFinished(() => central.close());
  const httpSession = unit.style.httpSession;
  const server = await serveSoftAp(front(unit, 'softap'), { random: systemRandom, httpSession });
  onTestFinished(() => server.close());
  const radio: Radio = { central, softAp: { simulated: true } };
  const events: EngineEvent[] = [];
  const watch = { onEvent: (event: EngineEvent) => void events.push(event) };
  const open: AirBench['open'] = (target, changes) => openChannel(target, radio, changes);
  const checked = await checkPackage(release, workspace, false);
  return {
    unit,
    peripheral,
    radio,
    workspace,
    package: checked,
    url: server.url,
    events,
    targets: { ble: bleTarget(address.replaceAll(':', '')), softap: softApTarget(server.url) },
    open,
    access: (targets, changed = {}) => ({
      targets,
      credentials: { pop, username },
      allowsDowngrade: false,
      ...changed,
    }),
    recover: (access, signal = new AbortController().signal) => {
      const order = { package: checked, server: movedServer(), workOrder: 'W1', policy: technician };
      const word = { confirmedHash: undefined, operator: 'Ada', onPlan: () => undefined, ...watch };
      return recoverOverChannel({ access, open, ...order, ...word, signal }, workspace);
    },
    resume: (access) => resumeOverChannel({ access, open, ...watch, signal: new AbortController().signal }, workspace),
  };
}
