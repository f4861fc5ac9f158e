import { expect, it } from 'vitest';
import type { DemoUnit } from '../../electron/cli/demo/demo-units.ts';
import type { Report } from '../../electron/core/engine/report.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import type { RecoveryPlan } from '../../electron/core/plan/plan.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { updateHost } from '../../electron/sim/firmware/pki.ts';
import {
  chainFile,
  enrolVendor,
  newStation,
  plugIn,
  readText,
  type Station,
  signedRelease,
  watchFlash,
} from '../support/station.ts';

/** What the command line has to say of one stranded unit (issue 3). */
export interface Story {
  /** Makes the unit, switched on, and the release for it. */
  readonly make: () => Promise<DemoUnit>;
  readonly runs: { readonly slot: string; readonly evidence: UnitFacts['layout']['runningSlotEvidence'] };
  /** The best evidence of a version, without and with the release that knows the unit. */
  readonly version: { readonly blind: string; readonly known: string };
  readonly bootloader: string | undefined;
  /** Subjects of everything that it trusts; of many, some and the count. */
  readonly trusts: { readonly count: number; readonly among: readonly string[]; readonly partition: string };
  readonly product: { readonly id: string; readonly confidence: UnitFacts['product']['confidence'] };
  /** Where the table has one app: what the plan asks to confirm. */
  readonly confirmations: RecoveryPlan['confirmations'];
  readonly targetSlot: string;
  readonly stateWhenPulled: Report['unitState'];
}

/** The tests of one unit's story, as issue 3 tells it. */
export function tell(story: Story): void {
  const isOnlySlot = story.confirmations.length > 0;

  it('shows what runs and what it trusts, and writes nothing', async () => {
    const { station, port, release, unit } = await bench(story);
    const flash = watchFlash(unit);
    const blind = await station.json<UnitFacts>('inspect', '--port', port);
    expectFacts(blind.document, story, story.version.blind);
    expect(blind.document.product.id.known).toBe(false);
    const known = await station.json<UnitFacts>('inspect', '--port', port, '--release', release);
    expectFacts(known.document, story, story.version.known);
    expect(known.document.product).toMatchObject({
      id: { known: true, value: story.product.id },
      confidence: story.product.confidence,
    });
    const { exit, stdout, stderr } = await station.run('inspect', '--port', port, '--release', release);
    expect([exit, stderr]).toEqual([0, '']);
    for (const words of [story.product.id, story.runs.slot, story.version.known, ...story.trusts.among]) {
      expect(stdout).toContain(words);
    }
    expect(flash.unchanged()).toBe(true);
  });

  it('judges it stranded, why, and what would help', async () => {
    const { station, port, server } = await bench(story);
    const { exit, document, stderr } = await station.json<Verdict>('judge', '--port', port, ...server);
    expect(exit).toBe(1);
    expect(document).toMatchObject({ schema: 1, status: 'stranded', missing: [] });
    expect(document.reasons.map(({ code }) => code)).toEqual(isOnlySlot ? ['no-second-slot', 'no-path'] : ['no-path']);
    expect(document.outcomes.map(({ outcome }) => [outcome.code, outcome.flags])).toEqual([
      [0x2700, 0x8],
      [0x2700, 0x8],
    ]);
    const kinds = document.remedies.map(({ kind }) => kind);
    expect(kinds).toEqual(isOnlySlot ? ['flash'] : ['server-chain-to', 'flash']);
    expect(stderr).toContain('STRANDED');
    expect(stderr).toContain('mbedtls_ssl_handshake returned -0x2700');
  });

  it('plans every step before anything is written', async () => {
    const { station, port, release, unit } = await bench(story);
    const flash = watchFlash(unit);
    const { exit, document, stderr } = await station.json<RecoveryPlan>('plan', '--port', port, '--release', release);
    expect(exit).toBe(0);
    expect(document).toMatchObject({
      schema: 1,
      targetSlot: story.targetSlot,
      overwritesOnlySlot: isOnlySlot,
      confirmations: story.confirmations,
    });
    expect(document.preserved.map(({ partition }) => partition)).toContain('nvs');
    expect(document.steps[0]).toMatchObject({ kind: 'backup', target: 'flash' });
    expect(document.steps.at(-1)?.kind).toBe('confirm');
    expect(stderr).toContain(document.hash);
    expect(flash.unchanged()).toBe(true);
  });

  if (isOnlySlot) {
    it('is not touched before its owner confirms that there is no way back', async () => {
      const { station, recover, unit } = await bench(story);
      const flash = watchFlash(unit);
      const { exit, document, stderr } = await station.json<{ plan: RecoveryPlan }>(...recover);
      expect(exit).toBe(3);
      expect(document).toMatchObject({ schema: 1, plan: { confirmations: story.confirmations } });
      expect(stderr).toContain(`--confirm ${document.plan.hash}`);
      expect(flash.unchanged()).toBe(true);
    });
  }

  it('is recovered: the new version runs and accepts the server', async () => {
    const unitBench = await bench(story);
    const { station, recover } = unitBench;
    const { exit, stdout, stderr } = await station.run(...recover, ...(await confirmation(unitBench, story)));
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toContain(isOnlySlot ? 'can only ever be updated by cable' : 'RECOVERED');
    await expectRecovered(unitBench, story, /\S+\.html/.exec(stdout)?.[0] ?? '');
  });

  it('is recovered by resume when the cable was pulled while the new firmware was written', async () => {
    const unitBench = await bench(story);
    const { station, recover, unit, port } = unitBench;
    const confirmed = await confirmation(unitBench, story);
    unit.faults.toChip.add({ kind: 'pull', after: middleOfWriting });
    const pulled = await station.json<Job>(...recover, ...confirmed);
    expect(pulled.exit).toBe(4);
    expect(pulled.document).toMatchObject({
      schema: 1,
      report: { outcome: 'failed', unitState: story.stateWhenPulled, error: { code: 'port.not-found' } },
    });
    expect(pulled.document.report.steps.find(({ result }) => result === 'failed')).toMatchObject({ kind: 'write' });
    expect(pulled.stderr).toContain('unstrand resume');
    unit.plug();
    const resumed = await station.json<Job>('resume', '--port', port);
    expect(resumed.exit).toBe(0);
    const { report, record } = resumed.document;
    expect(report).toMatchObject({
      outcome: isOnlySlot ? 'boots-cable-only' : 'recovered',
      unitState: 'new-boots',
      backupId: pulled.document.report.backupId,
    });
    expect(report.verdictAfter?.reasons.map(({ code }) => code)).toContain('path-found');
    expect(report.bootLog).toContain('Seed Radio, firmware version 2.0.0');
    expect(record.sequence).toBe(2);
    await expectRecovered(unitBench, story, resumed.document.reportPath);
  });
}

interface Job {
  readonly report: Report;
  readonly record: { readonly sequence: number; readonly hash: string };
  readonly reportPath: string;
}

/** Bytes towards the unit: beyond the loader's upload, inspection and backup, before the end of the image. */
export const middleOfWriting = 300_000;

interface Bench extends Omit<DemoUnit, 'release'> {
  readonly station: Station;
  readonly port: string;
  readonly release: string;
  readonly server: readonly string[];
  readonly recover: readonly string[];
  readonly nvsBefore: Uint8Array;
}

/** A station with the vendor's key, the unit plugged in, its release and what its server presents now. */
export async function bench({ make }: Pick<Story, 'make'>): Promise<Bench> {
  const station = newStation();
  const demoUnit = await make();
  const { unit, nvs } = demoUnit;
  const port = plugIn(unit);
  const release = await signedRelease(station, demoUnit.release, await enrolVendor(station));
  const server = ['--chain', chainFile(station, 'moved'), '--host', updateHost];
  const recover = ['recover', '--port', port, '--release', release, ...server, '--operator', 'Ada'];
  const nvsBefore = unit.flash.read(nvs.offset, nvs.length).slice();
  return { ...demoUnit, station, port, release, server, recover, nvsBefore };
}

async function confirmation({ station, port, release }: Bench, { confirmations }: Story): Promise<string[]> {
  if (confirmations.length === 0) return [];
  const { document } = await station.json<RecoveryPlan>('plan', '--port', port, '--release', release);
  return ['--confirm', document.hash];
}

function expectFacts(facts: UnitFacts, story: Story, version: string): void {
  const { layout, trust, slots, bootloader } = facts;
  expect(facts).toMatchObject({ schema: 1, simulated: true, chip: { family: 'ESP32' } });
  expect(layout).toMatchObject({
    runningSlot: { known: true, value: story.runs.slot },
    runningSlotEvidence: story.runs.evidence,
    canUpdateOverTheAir: { known: true, value: story.confirmations.length === 0 },
  });
  expect(slots.find(({ label }) => label === story.runs.slot)?.versions[0]?.version).toBe(version);
  expect(bootloader.idfVersion.known ? bootloader.idfVersion.value : undefined).toBe(story.bootloader);
  expect(trust.complete).toBe(true);
  expect(trust.anchors).toHaveLength(story.trusts.count);
  expect(trust.anchors.map(({ subject }) => subject)).toEqual(expect.arrayContaining([...story.trusts.among]));
  expect(new Set(trust.anchors.map(({ foundIn }) => foundIn.partition))).toEqual(new Set([story.trusts.partition]));
}

/** The unit's own word, its settings, the signed record and the readable report. */
async function expectRecovered(unitBench: Bench, story: Story, reportPath: string): Promise<void> {
  const { station, port, server, unit, nvs, nvsBefore } = unitBench;
  expect(Buffer.from(nvsBefore).equals(unit.flash.read(nvs.offset, nvs.length))).toBe(true);
  const after = await station.json<UnitFacts>('inspect', '--port', port);
  expect(after.document.layout.runningSlot).toEqual({ known: true, value: story.targetSlot });
  const verdict = await station.json<Verdict>('judge', '--port', port, ...server);
  expect(verdict.document.reasons.map(({ code }) => code)).toContain('path-found');
  const records = await station.json<{ valid: boolean; records: number }>('records', 'verify');
  expect(records).toMatchObject({ exit: 0, document: { schema: 1, valid: true } });
  const html = readText(reportPath);
  for (const words of ['2.0.0', story.version.known, 'Ada', ...story.trusts.among]) expect(html).toContain(words);
}
