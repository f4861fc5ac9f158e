import { describe, expect, it } from 'vitest';
import { encodeSupportCode } from '../../electron/core/support/support-code.ts';
import { seed } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { chainFile, enrolVendor, newStation, plugInNew, signedRelease, unsignedRelease } from '../support/station.ts';

const size = 'tiny';
const lastLine = /Support code ([0-8FKMRWXY]{4}-[0-8FKMRWXY]{4})\n$/;

interface Decoded {
  readonly error: string;
  readonly unitState?: string;
  readonly outcome?: string;
  readonly what: string;
}

describe('support codes', () => {
  it('stand on the last line of a failure and say what it was', async () => {
    const station = newStation();
    const failed = await station.run('inspect', '--port', 'sim:no-such-unit');
    const code = lastLine.exec(failed.stderr)?.[1] ?? '';
    const { exit, document } = await station.json<Decoded>('support-code', code.toLowerCase().replace('-', ' '));
    expect([exit, document.error]).toEqual([0, 'port.not-found']);
    const { document: failure } = await station.json<{ error: { supportCode: string } }>('inspect', '--port', 'sim:no');
    expect(failure.error.supportCode).toBe(code);
  });

  it('carry state and outcome of a job that broke off', async () => {
    const station = newStation();
    const { unit, port } = plugInNew(await seed({ size: 'real' }));
    const release = await signedRelease(station, seedRelease(), await enrolVendor(station));
    unit.faults.toChip.add({ kind: 'pull', after: 300_000 });
    const { stdout } = await station.run('recover', '--port', port, '--release', release);
    const { document } = await station.json<Decoded>('support-code', lastLine.exec(stdout)?.[1] ?? '');
    expect(document).toMatchObject({
      error: expect.stringMatching(/^port\./),
      unitState: 'old-boots',
      outcome: 'failed',
    });
  });

  it('are given with refusals, and not with what ended well', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    const unsigned = unsignedRelease(station, seedRelease({ size }));
    expect((await station.run('recover', '--port', port, '--release', unsigned)).stderr).toMatch(lastLine);
    const foreign = { ...seedRelease({ size }).manifest, identify: [], knownReleases: [] };
    const release = await signedRelease(
      station,
      { ...seedRelease({ size }), manifest: foreign },
      await enrolVendor(station),
    );
    const refused = await station.run('plan', '--port', port, '--release', release);
    expect([refused.exit, refused.stdout]).toEqual([3, expect.stringMatching(lastLine)]);
    const good = await signedRelease(station, seedRelease({ size }), await enrolVendor(station, 'other'));
    const server = ['--chain', chainFile(station, 'moved')];
    const { exit, stdout } = await station.run('recover', '--port', port, '--release', good, ...server);
    expect([exit, stdout]).toEqual([0, expect.not.stringContaining('Support code')]);
  });

  it('are decoded to words without gaps, whatever the error wants filled in', async () => {
    const { exit, stdout } = await newStation().run('support-code', '0026-FR01');
    expect(exit).toBe(0);
    expect(stdout).toContain('port.gone');
    expect(stdout).toContain('half written');
    expect(stdout).toContain('Product version 0.1');
    expect(stdout).not.toContain('{{');
    const failed = { error: undefined, unitState: 'new-boots', outcome: 'recovered', version: '0.1.0' } as const;
    expect((await newStation().run('support-code', encodeSupportCode(failed))).stdout).toContain('Nothing failed.');
  });

  it.each(['0026-FR02', '0026-RF01', '0026-FR0', '0026-FR0A', 'X'.repeat(500)])('%s is none', async (code) => {
    const { exit, document } = await newStation().json<{ error: { code: string } }>('support-code', code);
    expect([exit, document.error.code]).toEqual([2, 'support.bad-code']);
  });
});
