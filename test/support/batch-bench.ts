import type { BatchState } from '../../electron/core/batch/batch-state.ts';
import type { AllowableConfirmation, BatchPolicy, SignedPolicy } from '../../electron/core/batch/policy.ts';
import type { StationPhase, StationState } from '../../electron/core/batch/station.ts';
import { sha256Hex } from '../../electron/core/bytes/digest.ts';
import { buildRelease } from '../../electron/core/release/build-package.ts';
import { enrollKey } from '../../electron/core/release/keys.ts';
import { generateReleaseKey } from '../../electron/core/release/release-key.ts';
import { signPackage } from '../../electron/core/release/sign-package.ts';
import { parseChain } from '../../electron/core/trust/chain-file.ts';
import type { ServerView } from '../../electron/core/trust/verdict.ts';
import type { Batch, BatchRequest } from '../../electron/host/batch/batch.ts';
import { changeKeyRing } from '../../electron/host/key-ring.ts';
import { checkPackage, type ReleasePackage } from '../../electron/host/read-release.ts';
import { openWorkspace, type Workspace } from '../../electron/host/workspace.ts';
import { buildApp } from '../../electron/sim/firmware/app.ts';
import { syntheticPki, updateHost } from '../../electron/sim/firmware/pki.ts';
import { flashSize, twoSlotParts } from '../../electron/sim/units/seed.ts';
import { seedRelease, type UnsignedRelease } from '../../electron/sim/units/seed-release.ts';
import { composeFlash, type SimUnit } from '../../electron/sim/units/sim-unit.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const size = 'tiny';

export interface BatchBench {
  readonly workspace: Workspace;
  readonly package: ReleasePackage;
  /** Another release, signed by the same vendor. */
  packaged(release: UnsignedRelease): Promise<ReleasePackage>;
  request(changes: Partial<BatchRequest> & Pick<BatchRequest, 'ports'>): BatchRequest;
}

/** A station with a vendor's key and a release for the seed product, signed. Waits for a port to come back are short. */
export async function batchBench(release: UnsignedRelease = seedRelease({ size })): Promise<BatchBench> {
  const opened = openWorkspace({ UNSTRAND_HOME: temporaryFolder() });
  const { clock } = opened;
  const workspace = {
    ...opened,
    clock: { ...clock, sleep: (ms: number, signal?: AbortSignal) => clock.sleep(Math.min(ms, 10), signal) },
  };
  const { privateKeyPem, publicKeyPem } = await generateReleaseKey();
  await changeKeyRing(workspace.store, (ring) => enrollKey(ring, publicKeyPem, 'Vendor', clock.now()));
  const packaged = async ({ manifest, files }: UnsignedRelease) =>
    checkPackage(await signPackage(buildRelease(manifest, files), privateKeyPem), workspace, false);
  const first = await packaged(release);
  return {
    workspace,
    package: first,
    packaged,
    request: (changes) => ({
      package: first,
      policy: undefined,
      server: undefined,
      operator: 'Ada',
      workOrder: 'RMA-7',
      connect: { before: 'default', useStub: true },
      after: 'reset',
      ...changes,
    }),
  };
}

/** What the update server of the seed product presents now. */
export function movedServer(): ServerView {
  const chain = parseChain(new TextEncoder().encode(syntheticPki().chains.moved), updateHost);
  if (!chain.ok) throw new Error(chain.problem.code);
  return chain.value;
}

/** A policy as `openPolicy` gives it: its signature is another test's matter. */
export function allowing(allow: readonly AllowableConfirmation[], changes: Partial<BatchPolicy> = {}): SignedPolicy {
  const policy: BatchPolicy = {
    kind: 'unstrand-batch-policy',
    format: 1,
    name: 'Spring campaign',
    product: 'seed-radio',
    releases: [{ version: '2.0.0' }],
    allow,
    validFrom: '2020-01-01T00:00:00Z',
    validUntil: '2100-01-01T00:00:00Z',
    fullBackup: false,
    maxParallel: 32,
    ...changes,
  };
  return { policy, sha256: sha256Hex(new TextEncoder().encode(JSON.stringify(policy))), signedBy: 'a1'.repeat(32) };
}

/** A unit that looks like the seed product and runs the firmware of another. */
export function otherProduct(): SimUnit {
  const app = buildApp({
    chip: 'ESP32',
    texts: ['Kitchen Clock', 'firmware version 0.9'],
    certificates: [],
    behaviour: { kind: 'app', lines: [], nvs: { formatVersion: 2, encrypted: false }, wearLevelling: 2 },
    size,
    seed: 0xc10c,
  });
  return {
    name: 'clock',
    description: 'Another product',
    chip: 'ESP32',
    flash: composeFlash(flashSize, twoSlotParts('ESP32', app)),
    efuse: new Uint8Array(124),
  };
}

export function kinds({ stations }: BatchState): StationPhase['kind'][] {
  return stations.map(({ phase }) => phase.kind);
}

export function stationAt(batch: Batch, port: string): StationState {
  const station = batch.state().stations.find((candidate) => candidate.port === port);
  if (station === undefined) throw new Error(`no station at ${port}`);
  return station;
}

/** Resolves when the station at a port has come to one of these phases. */
export function phaseAt(batch: Batch, port: string, ...wanted: StationPhase['kind'][]): Promise<StationState> {
  return new Promise((resolve) => {
    const look = () => {
      const station = batch.state().stations.find((candidate) => candidate.port === port);
      if (station === undefined || !wanted.includes(station.phase.kind)) return;
      stop();
      resolve(station);
    };
    const stop = batch.subscribe(look);
    look();
  });
}
