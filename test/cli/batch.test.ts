import { writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { BatchState, UnitEnd } from '../../electron/core/batch/batch-state.ts';
import type { BatchPolicy } from '../../electron/core/batch/policy.ts';
import { encodeEsp32Efuse } from '../../electron/sim/units/efuse-images.ts';
import { seed, seedFactoryOnly } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { allowing, otherProduct } from '../support/batch-bench.ts';
import {
  chainFile,
  enrolVendor,
  newStation,
  plugInNew,
  readText,
  type Station,
  signedRelease,
  watchFlash,
} from '../support/station.ts';

const size = 'tiny';

interface BatchDocument {
  readonly schema: 1;
  readonly batch: BatchState;
  readonly units: readonly UnitEnd[];
}

async function prepared() {
  const station = newStation();
  const key = await enrolVendor(station);
  const release = await signedRelease(station, seedRelease({ size }), key);
  return { station, key, batch: ['batch', '--release', release, '--once', '--operator', 'Ada'] };
}

function policyFile(station: Station, changes: Partial<BatchPolicy>): string {
  const path = station.path('policy.json');
  writeFileSync(path, JSON.stringify(allowing([], changes).policy));
  return path;
}

describe('unstrand batch', () => {
  it('recovers what it may, sets the rest aside, and says so by its exit code', async () => {
    const { station, key, batch } = await prepared();
    const policy = policyFile(station, { allow: ['overwrites-only-slot'] });
    expect((await station.run('policy', 'sign', policy, '--key', key)).exit).toBe(0);
    expect((await station.run('policy', 'verify', policy)).stdout).toContain('Spring campaign');
    const [twoSlots, oneSlot] = [plugInNew(await seed({ size })), plugInNew(await seedFactoryOnly({ size }))];
    const stranger = plugInNew({
      ...otherProduct(),
      efuse: encodeEsp32Efuse(Uint8Array.of(0x24, 0x6f, 0x28, 1, 2, 3), 1),
    });
    const flash = watchFlash(stranger.unit);
    const ports = [twoSlots, oneSlot, stranger].flatMap(({ port }) => ['--ports', port]);
    const options = ['--policy', policy, '--work-order', 'RMA-9', '--chain', chainFile(station, 'moved')];
    const { exit, document, stderr } = await station.json<BatchDocument>(...batch, ...ports, ...options);
    expect(exit).toBe(1);
    expect(document.batch).toMatchObject({
      status: 'stopped',
      operator: 'Ada',
      workOrder: 'RMA-9',
      policy: { name: 'Spring campaign' },
      counters: { units: 3, recovered: 2, setAside: 1, failed: 0, interrupted: 0, pending: 0 },
    });
    expect(document.units.map(({ end }) => end).sort()).toEqual(['recovered', 'recovered', 'set-aside']);
    expect(stderr).toContain('SET ASIDE (plan.unknown-product)');
    expect(flash.unchanged()).toBe(true);
    const { stdout } = await station.run('records', 'list');
    expect(stdout.trim().split('\n')).toHaveLength(2);

    const page = station.path('shift.html');
    const shift = ['records', 'shift', '--from', '2020', '--to', '2100', '-o', page];
    const written = await station.json<{ counters: object }>(...shift);
    expect(written.document.counters).toEqual({ units: 3, recovered: 2, setAside: 1, failed: 0 });
    expect(readText(page)).toContain('plan.unknown-product');
    const ofNobody = await station.json<{ counters: object }>(...shift, '--operator', 'Bob');
    expect(ofNobody.document.counters).toMatchObject({ units: 0 });
  });

  it('draws a table on a terminal', async () => {
    const { station, batch } = await prepared();
    const { port } = plugInNew(await seed({ size }));
    const { exit, stdout, stderr } = await station.runIn({ terminal: true }, ...batch, '--ports', port);
    expect(exit).toBe(0);
    expect(stderr).toContain('\u001b[2A\u001b[J');
    expect(stderr).toContain('RECOVERED');
    expect(stdout).toContain('1 recovered');
  });

  it('takes serial numbers from a scanner', async () => {
    const { station, batch } = await prepared();
    const { port } = plugInNew(await seed({ size }));
    const stdin = new PassThrough();
    const run = station.runIn({ stdin }, ...batch, '--ports', port, '--needs-serial');
    stdin.write('#1 SN-4711\n');
    expect((await run).exit).toBe(0);
    const { document } = await station.json<{ records: { serial: string }[] }>('records', 'list');
    expect(document.records.map(({ serial }) => serial)).toEqual(['SN-4711']);
  });

  it('ends at once on Ctrl-C and where no station is named that exists', async () => {
    const { station, batch } = await prepared();
    const { port } = plugInNew(await seed({ size }));
    const abort = new AbortController();
    abort.abort();
    const stopped = await station.runIn({ signal: abort.signal }, ...batch, '--ports', port);
    expect(stopped.exit).toBe(0);
    expect((await station.run(...batch, '--ports', '/dev/none')).exit).toBe(4);
  });

  it('does not begin under a policy that is not signed, was changed, or has ended', async () => {
    const { station, key, batch } = await prepared();
    const { port, unit } = plugInNew(await seed({ size }));
    const flash = watchFlash(unit);
    const run = (policy: string) =>
      station.json<{ error: { code: string } }>(...batch, '--ports', port, '--policy', policy);
    const policy = policyFile(station, {});
    expect((await run(policy)).document.error.code).toBe('file.not-found');
    await station.run('policy', 'sign', policy, '--key', key);
    policyFile(station, { allow: ['no-backup'] });
    const changed = await run(policy);
    expect([changed.exit, changed.document.error.code]).toEqual([3, 'batch.policy-bad-signature']);
    policyFile(station, { validUntil: '2021-01-01T00:00:00Z' });
    await station.run('policy', 'sign', policy, '--key', key);
    expect((await run(policy)).document.error.code).toBe('batch.policy-expired');
    expect(flash.unchanged()).toBe(true);
  });
});
