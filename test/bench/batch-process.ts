import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPortWatcher } from '../../electron/adapters/serial/port-watcher.ts';
import { isJobRecord } from '../../electron/core/records/record.ts';
import { buildRelease } from '../../electron/core/release/build-package.ts';
import { enrollKey } from '../../electron/core/release/keys.ts';
import { generateReleaseKey } from '../../electron/core/release/release-key.ts';
import { signPackage } from '../../electron/core/release/sign-package.ts';
import { namedPorts } from '../../electron/host/batch/named-ports.ts';
import { startBatch } from '../../electron/host/batch/start-batch.ts';
import { changeKeyRing } from '../../electron/host/key-ring.ts';
import { checkPackage } from '../../electron/host/read-release.ts';
import { openWorkspace, type Workspace } from '../../electron/host/workspace.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';

/** What a batch of the units at these addresses took, in this process alone. */
export interface BatchFigures {
  readonly recovered: number;
  readonly wallMs: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  /** Of the slowest unit: reading its whole flash and keeping it, and writing its app. */
  readonly slowestBackupMs: number;
  readonly slowestWriteMs: number;
}

async function packaged(workspace: Workspace) {
  const { privateKeyPem, publicKeyPem } = await generateReleaseKey();
  await changeKeyRing(workspace.store, (ring) => enrollKey(ring, publicKeyPem, 'Bench', workspace.clock.now()));
  const { manifest, files } = seedRelease();
  return checkPackage(await signPackage(buildRelease(manifest, files), privateKeyPem), workspace, false);
}

async function runBatch(urls: readonly string[], workspace: Workspace): Promise<BatchFigures> {
  const release = await packaged(workspace);
  const [began, cpuBefore] = [performance.now(), process.cpuUsage()];
  const batch = startBatch(
    {
      package: release,
      policy: undefined,
      server: undefined,
      operator: 'bench',
      workOrder: undefined,
      ports: namedPorts(urls, createPortWatcher()),
      isStation: () => true,
      connect: { before: 'default', useStub: true, maxBaudRate: 921_600 },
      after: 'reset',
    },
    workspace,
  );
  // Somebody watches, as a screen does.
  batch.subscribe(({ state }) => JSON.stringify(state));
  await batch.settled();
  await batch.stop();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    recovered: batch.state().counters.recovered,
    wallMs: performance.now() - began,
    cpuSeconds: (user + system) / 1e6,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    slowestBackupMs: await slowest(workspace, 'backup'),
    slowestWriteMs: await slowest(workspace, 'write'),
  };
}

async function slowest({ records }: Workspace, kind: string): Promise<number> {
  let ms = 0;
  for await (const record of records.records()) {
    for (const step of isJobRecord(record) ? record.body.report.steps : [])
      if (step.kind === kind) ms = Math.max(ms, step.durationMs);
  }
  return ms;
}

const folder = await mkdtemp(join(tmpdir(), 'unstrand-bench-'));
const urls = process.argv.slice(2);
try {
  process.send?.(await runBatch(urls, openWorkspace({ UNSTRAND_HOME: folder })));
} finally {
  await rm(folder, { recursive: true, force: true });
  process.disconnect();
}
