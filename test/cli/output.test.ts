import { writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createContext } from '../../electron/cli/context.ts';
import { createProgram } from '../../electron/cli/program.ts';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import { updateHost } from '../../electron/sim/firmware/pki.ts';
import { seed } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import {
  chainFile,
  enrolVendor,
  newStation,
  plugInNew,
  readText,
  type Surroundings,
  signedRelease,
} from '../support/station.ts';

const size = 'tiny';
const colour = '\u001b[';

describe('colours', () => {
  const terminal: Surroundings = { terminal: true };
  it.each<[string, boolean, Surroundings]>([
    ['on a terminal', true, terminal],
    ['where nobody looks', false, {}],
    ['on a terminal that knows none', false, { ...terminal, env: { TERM: 'dumb' } }],
    ['under NO_COLOR', false, { ...terminal, env: { NO_COLOR: '1' } }],
    ['under an empty NO_COLOR', true, { ...terminal, env: { NO_COLOR: '' } }],
    ['under FORCE_COLOR', true, { env: { FORCE_COLOR: '1' } }],
    ['under both', false, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }],
  ])('%s: %s', async (_, isColoured, surroundings) => {
    const station = newStation();
    const failure = await station.runIn(surroundings, 'verify', '/nowhere/fix.unstrand');
    expect(failure.stderr.includes(colour)).toBe(isColoured);
    const success = await station.runIn(surroundings, 'records', 'verify');
    expect(success.stdout.includes(colour)).toBe(isColoured);
  });

  it('never in a document', async () => {
    const surroundings = { env: { FORCE_COLOR: '1' } };
    const { stdout } = await newStation().runIn(surroundings, 'records', 'verify', '--json');
    expect(JSON.parse(stdout)).toEqual({ schema: 1, valid: true, records: 0 });
    expect(stdout).not.toContain(colour);
  });
});

describe('progress', () => {
  it('is shown on a terminal only, with rate and remaining time', async () => {
    const { port } = plugInNew(await seed({ size }));
    const shown = await newStation().runIn({ terminal: true }, 'backup', '--port', port);
    expect(shown.stderr).toMatch(/Back up flash .*100 % .*4096\/4096 KiB .* KiB\/s/);
    expect(shown.stdout).not.toContain('KiB/s');
    const silent = await newStation().run('backup', '--port', port);
    expect([silent.exit, silent.stderr]).toEqual([0, '']);
  });
});

describe('--json', () => {
  it('puts one document on stdout and everything else on stderr', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    const release = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
    const server = ['--chain', chainFile(station, 'moved'), '--host', updateHost];
    const unit = ['--port', port, '--release', release];
    const commands = [
      ['ports'],
      ['keys', 'list'],
      ['verify', release],
      ['inspect', ...unit],
      ['judge', ...unit, ...server],
      ['plan', ...unit],
      ['recover', ...unit, ...server],
      ['backup', '--port', port],
      ['boot-log', '--port', port, '--seconds', '1'],
      ['records', 'list'],
      ['records', 'verify'],
      ['records', 'export', '-o', station.path('records.csv'), '--format', 'csv'],
      ['resume', '--port', port],
      ['recover', '--port', 'sim:nowhere', '--release', release],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await station.runIn({}, ...command, '--json');
      expect(stdout.match(/\n/g), command.join(' ')).toHaveLength(1);
      expect(JSON.parse(stdout), command.join(' ')).toHaveProperty('schema', 1);
      expect(stderr, command.join(' ')).not.toBe('');
    }
  });

  it('gives facts that judge and plan take in place of the unit', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    const path = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
    const { document } = await station.json<UnitFacts>('inspect', '--port', port, '--release', path);
    writeFileSync(station.path('facts.json'), JSON.stringify(document));
    for (const command of [
      ['plan', '--release', path],
      ['judge', '--chain', chainFile(station, 'moved'), '--host', updateHost],
    ]) {
      const fromUnit = await station.json(...command, '--port', port, ...(command[0] === 'judge' ? ['-r', path] : []));
      const fromFacts = await station.json(...command, '--facts', station.path('facts.json'));
      expect(fromFacts.document).toEqual(fromUnit.document);
    }
  });
});

it('says how a unit of which nobody knows the product gets recognised', async () => {
  const station = newStation();
  const { port } = plugInNew(await seed({ size }));
  const alone = await station.run('inspect', '--port', port);
  expect(alone.stdout).toMatch(/product +not recognised .*--release FILE/);
  const release = await signedRelease(station, seedRelease({ size }), await enrolVendor(station));
  const known = await station.run('inspect', '--port', port, '--release', release);
  expect(known.stdout).toMatch(/product +seed-radio/);
});

it('holds the anchors against the catalogue of roots, of a unit, a file and kept facts alike', async () => {
  const station = newStation();
  const unit = await seed({ size });
  writeFileSync(station.path('dump.bin'), unit.flash);
  const { document } = await station.json<UnitFacts>('inspect', '--port', plugInNew(unit).port);
  const { knownRoot, ...anchor } = document.trust.anchors[0] ?? {};
  expect(knownRoot).toEqual({ known: false, reason: 'not-present' });
  writeFileSync(
    station.path('old.json'),
    JSON.stringify({ ...document, trust: { ...document.trust, anchors: [anchor] } }),
  );
  for (const from of [
    ['--image', station.path('dump.bin')],
    ['--facts', station.path('old.json')],
  ]) {
    const other = await station.json<UnitFacts>('inspect', ...from);
    expect(other.document.trust.anchors[0]?.knownRoot).toEqual(knownRoot);
  }
});

it('shows where anchors lie, what is known of them, how dates are checked, and the identity of the unit', async () => {
  const station = newStation();
  const { document } = await station.json<UnitFacts>('inspect', '--port', plugInNew(await seed({ size })).port);
  const { trust } = document;
  const identity = {
    partition: 'esp_secure_cert',
    layout: 'tlv',
    certificates: [],
    privateKeys: ['none', 'efuse'],
    damagedEntries: 1,
  };
  const tls = { explainsRefusals: true, setsClock: true, inputBuffer: { known: true, value: 4096 } };
  const anchors = trust.anchors.map((anchor) => ({ ...anchor, foundIn: { partition: 'nvs', item: 'tls/ca' } }));
  const path = station.path('facts.json');
  writeFileSync(
    path,
    JSON.stringify({
      ...document,
      trust: { ...trust, anchors, tls, mbedTlsVersion: { known: true, value: '2.13.1' }, identities: [identity] },
    }),
  );
  const { stdout } = await station.run('inspect', '--facts', path);
  expect(stdout).toMatch(/until \d{4}-\d\d-\d\d, not in the catalogue of roots, nvs tls\/ca/);
  expect(stdout).toMatch(
    /checks certificate dates .*off in ESP-IDF unless .*; it can name an expired certificate; it sets/,
  );
  expect(stdout).toMatch(/Mbed TLS +2\.13\.1/);
  expect(stdout).toMatch(/receive buffer +4096 bytes \(a hint only\)/);
  expect(stdout).toMatch(
    /esp_secure_cert +0 certificates, 2 private keys, a private key lies open in flash, 1 damaged/,
  );
});

describe('judge --svg', () => {
  it('writes the picture of the chain beside its document', async () => {
    const station = newStation();
    const { port } = plugInNew(await seed({ size }));
    const server = ['--chain', chainFile(station, 'moved'), '--host', updateHost, '--dates', 'off'];
    const path = station.path('chain.svg');
    const plain = await station.json('judge', '--port', port, ...server);
    const drawn = await station.json('judge', '--port', port, ...server, '--svg', path);
    expect([drawn.exit, drawn.document]).toEqual([1, plain.document]);
    expect(readText(path)).toMatch(/^<svg .*Elsewhere Global Root G2 \(synthetic\).*<\/svg>\n$/s);
    const refused = await station.run(
      'judge',
      '--port',
      port,
      ...server,
      '--svg',
      station.path('no', 'such', 'folder'),
    );
    expect(refused.stderr).toContain('file.not-writable');
  });
});

describe('help', () => {
  it('of every command says what it is for and has an example that it would take', async () => {
    const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });
    const io = { stdout: sink(), stderr: sink(), env: {}, signal: new AbortController().signal };
    const commands = withPath(createProgram(await createContext(io)), []);
    expect(commands.length).toBeGreaterThan(20);
    for (const { command, path } of commands) {
      const { exit, stdout, stderr } = await newStation().run(...path, '--help');
      expect([exit, stderr]).toEqual([0, '']);
      expect(command.description(), path.join(' ')).not.toBe('');
      const call = ['unstrand', ...path].join(' ');
      const examples = stdout.split(/Examples?:\n/)[1] ?? '';
      const own = examples.split('\n').filter((line) => line.includes(call));
      expect(own, `example of ${call}`).not.toHaveLength(0);
      if (command.commands.length > 0) continue;
      const known = command.options.flatMap(({ long, short }) => [long, short]);
      const typed = own.flatMap((line) => line.split(/ && | \| /)).filter((line) => line.includes(call));
      const given = typed.flatMap((line) => line.match(/(?<= )--?[a-z][a-z-]*/g) ?? []);
      expect(given.filter((option) => !known.includes(option))).toEqual([]);
    }
  });

  it('names the exit codes, and the version', async () => {
    expect((await newStation().run('--help')).stdout).toContain('3 refused by a safety rule');
    expect((await newStation().run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

interface PlacedCommand {
  readonly command: Command;
  readonly path: readonly string[];
}

function withPath(command: Command, path: readonly string[]): PlacedCommand[] {
  return [{ command, path }, ...command.commands.flatMap((child) => withPath(child, [...path, child.name()]))];
}
