import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../electron/core/errors/catalogue.ts';
import { updateHost } from '../../electron/sim/firmware/pki.ts';
import { linkTo } from '../../electron/sim/in-process-link.ts';
import { seed, seedC3 } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { chainFile, enrolVendor, newStation, plugInNew, signedRelease } from '../support/station.ts';

const size = 'tiny';

interface Failed {
  readonly schema: 1;
  readonly error: { readonly code: ErrorCode };
}

describe('a command that is not understood ends with 2', () => {
  it.each([
    ['no command', []],
    ['an unknown command', ['recovre']],
    ['an unknown option', ['inspect', '--prot', 'sim:seed']],
    ['a missing option', ['recover', '--port', 'sim:seed']],
    ['a missing argument', ['verify']],
    ['a choice that is none', ['inspect', '--port', 'sim:seed', '--before', 'magic']],
    ['a rate that is no number', ['inspect', '--port', 'sim:seed', '--baud', 'fast']],
    ['a rate beyond all limits', ['inspect', '--port', 'sim:seed', '--baud', '99999999']],
    ['a time that is no number', ['boot-log', '--port', 'sim:seed', '--seconds', 'long']],
    ['a port number that is no number', ['sim', 'seed', '--port', 'x']],
    ['a file that is not there', ['verify', '/nowhere/fix.unstrand']],
    ['an image that is not there', ['inspect', '--image', '/nowhere/dump.bin']],
    ['a chain that is not there', ['judge', '--port', 'sim:seed', '--chain', '/nowhere/server.pem']],
    ['facts that are not there', ['plan', '--facts', '/nowhere/facts.json', '--release', '/nowhere/fix.unstrand']],
    ['a source that is not there', ['pack', '/nowhere', '-o', '/nowhere/fix.unstrand']],
    ['a key that nobody enrolled', ['keys', 'revoke', '0123456789abcdef']],
    ['a folder in place of a file', ['verify', '.']],
  ])('%s', async (_, args) => {
    const { exit, stdout, stderr } = await newStation().run(...args);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).not.toBe('');
    expect(stderr).not.toContain('a defect of its own');
  });

  it('gives programs a document', async () => {
    const unknownOption = await newStation().json<Failed>('inspect', '--prot', 'sim:seed');
    expect(unknownOption).toMatchObject({ exit: 2, document: { schema: 1, error: { code: 'usage.bad-argument' } } });
    const missingFile = await newStation().json<Failed>('verify', '/nowhere/fix.unstrand');
    expect(missingFile).toMatchObject({ exit: 2, document: { schema: 1, error: { code: 'file.not-found' } } });
  });

  it('names what is wrong with a chain and with facts', async () => {
    const station = newStation();
    writeFileSync(station.path('empty'), 'nothing in here\n');
    const { port } = plugInNew(await seed({ size }));
    const chain = await station.json<Failed>('judge', '--port', port, '--chain', station.path('empty'));
    expect([chain.exit, chain.document.error.code]).toEqual([2, 'trust.chain-unreadable']);
    const facts = await station.json<Failed>('judge', '--facts', station.path('empty'));
    expect([facts.exit, facts.document.error.code]).toEqual([2, 'facts.unreadable']);
  });

  it('has nothing to resume on a unit that no job was begun on', async () => {
    const { port } = plugInNew(await seed({ size }));
    const { exit, document } = await newStation().json<Failed>('resume', '--port', port);
    expect([exit, document.error.code]).toEqual([2, 'engine.nothing-to-resume']);
  });
});

describe('a link that fails ends with 4', () => {
  it.each(['sim:no-such-unit', '/dev/no-such-port', 'tcp://127.0.0.1:1'])('no unit at %s', async (port) => {
    const { exit, document } = await newStation().json<Failed>('inspect', '--port', port);
    expect(exit).toBe(4);
    expect(document.error.code).toMatch(/^(port|link)\./);
  });

  it('a cable that is pulled', async () => {
    const { unit, port } = plugInNew(await seed({ size }));
    unit.faults.toChip.add({ kind: 'pull', after: 3000 });
    const { exit, document } = await newStation().json<Failed>('inspect', '--port', port);
    expect([exit, document.error.code]).toEqual([4, 'port.gone']);
  });

  it('a chip that never answers', async () => {
    const { unit, port } = plugInNew(await seed({ size }));
    unit.faults.toChip.add({ kind: 'drop', after: 0, count: Number.MAX_SAFE_INTEGER });
    const { exit, document } = await newStation().json<Failed>('inspect', '--port', port);
    expect(exit).toBe(4);
    expect(document.error.code).toMatch(/^loader\./);
  });

  it('a port that another program holds', async () => {
    const { unit, port } = plugInNew(await seed({ size }));
    const other = linkTo(unit);
    await other.open(115200);
    const { exit, document } = await newStation().json<Failed>('inspect', '--port', port);
    expect([exit, document.error.code]).toEqual([4, 'port.busy']);
    await other.close();
  });

  it('a person who presses Ctrl-C', async () => {
    const { port } = plugInNew(await seed({ size }));
    const surroundings = { signal: AbortSignal.abort() };
    const { exit, stdout } = await newStation().runIn(surroundings, 'inspect', '--port', port, '--json');
    expect([exit, JSON.parse(stdout).error.code]).toEqual([4, 'engine.cancelled']);
  });
});

describe('a check that fails ends with 1', () => {
  it('a unit that the server cannot reach, and one of which that is not known', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    const server = ['--chain', chainFile(station, 'moved'), '--host', updateHost];
    expect((await station.run('judge', '--port', port, ...server)).exit).toBe(1);
    expect((await station.run('judge', '--port', port)).exit).toBe(1);
  });

  it('a unit that boots and still does not accept the server', async () => {
    const station = newStation();
    const { port } = plugInNew(await seedC3({ size }));
    const path = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
    const server = ['--chain', chainFile(station, 'crossSigned'), '--host', 'elsewhere.example.com'];
    const { exit, stdout } = await station.run('recover', '--port', port, '--release', path, ...server);
    expect(exit).toBe(1);
    expect(stdout).toContain('NOT recovered');
  });

  it('records that somebody changed, shortened or lost', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    const path = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
    await station.run('recover', '--port', port, '--release', path, '--operator', 'Ada');
    const chain = station.path('home', 'data', 'records', 'chain.jsonl');
    const whole = readFileSync(chain, 'utf8');
    expect((await station.run('records', 'verify')).exit).toBe(0);
    writeFileSync(chain, whole.replaceAll('"Ada"', '"Eve"'));
    const changed = await station.json<Failed>('records', 'verify');
    expect([changed.exit, changed.document.error.code]).toEqual([1, 'record.chain-broken']);
    writeFileSync(chain, whole.slice(0, -20));
    expect((await station.run('records', 'verify')).exit).toBe(1);
    rmSync(chain);
    expect((await station.run('records', 'verify')).exit).toBe(1);
  });
});
