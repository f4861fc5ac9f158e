import { writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { UnitFacts } from '../../electron/core/inspect/facts.ts';
import type { ServerProbe } from '../../electron/core/tls/server-probe.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { updateHost } from '../../electron/sim/firmware/pki.ts';
import { seed } from '../../electron/sim/units/seed.ts';
import { newSeedApp } from '../../electron/sim/units/seed-firmware.ts';
import { describeWithOpenssl, presenting, startOpenssl } from '../peers/openssl/openssl.ts';
import { ecKey, issue, issueCa, rsaKey } from '../support/pki.ts';
import { newStation, plugInNew, type Station } from '../support/station.ts';
import { pemAnchor } from '../support/unit-facts.ts';
import { startRawServer } from '../unit/tls/raw-server.ts';

type Judged = Verdict & { readonly probe: ServerProbe };

const root = issueCa('Judge Root', rsaKey('judge root'));
const issuing = issueCa('Judge Issuing', rsaKey('judge issuing'), root);
const leaf = issue({ name: updateHost, key: rsaKey('judge leaf'), by: issuing, dnsNames: [updateHost] });
const chain = [leaf, issuing].map(({ der }) => Buffer.from(der).toString('base64'));

let cached: UnitFacts | undefined;

async function seedFacts(station: Station): Promise<UnitFacts> {
  const { port } = plugInNew(await seed({ size: 'tiny' }));
  cached ??= (await station.json<UnitFacts>('inspect', '--port', port)).document;
  return cached;
}

/** The seed unit's facts, trusting our root besides its own anchors where asked. */
async function factsFile(
  station: Station,
  trusting: boolean,
  change: (facts: UnitFacts) => UnitFacts = (same) => same,
) {
  const facts = await seedFacts(station);
  const [anchor] = facts.trust.anchors;
  if (anchor?.kind !== 'certificate') throw new Error('the seed unit has an anchor');
  const path = station.path(`facts-${trusting}.json`);
  const ours = { ...anchor, certificate: Buffer.from(root.der).toString('base64') };
  const anchors = trusting ? [ours] : facts.trust.anchors;
  writeFileSync(path, JSON.stringify(change({ ...facts, trust: { ...facts.trust, anchors } })));
  return path;
}

function withoutVersions({ bootloader, slots, ...rest }: UnitFacts): UnitFacts {
  const idfVersion = { known: false, reason: 'not-present' } as const;
  return {
    ...rest,
    bootloader: { ...bootloader, idfVersion },
    slots: slots.map((slot) => ({ ...slot, idfVersion })),
  };
}

async function served(...args: readonly string[]) {
  const { port } = await startOpenssl(...args, ...presenting(leaf, [issuing]));
  return ['--server', `127.0.0.1:${port}`, '--host', updateHost];
}

describeWithOpenssl('judge --server', () => {
  it('judges what the server shows to this unit, keeps it, and judges the same without a network', async () => {
    const station = newStation();
    const [file, kept] = [await factsFile(station, true), station.path('server.json')];
    const server = await served('-tls1_2');
    const live = await station.json<Judged>('judge', '--facts', file, ...server, '--save-probe', kept);
    expect([live.exit, live.document.status]).toEqual([0, 'reachable']);
    expect(live.document.probe).toMatchObject({ host: updateHost, result: { kind: 'flight', chain } });
    const offline = await station.json<Judged>('judge', '--facts', file, '--probe', kept);
    expect(offline.document).toEqual(live.document);
    const other = await station.json<Judged>('judge', '--facts', await factsFile(station, false), '--probe', kept);
    expect([other.exit, other.document.status, other.document.reasons[0]?.code]).toEqual([1, 'stranded', 'no-path']);
  });

  it('asks for the name of the server itself where no other is given', async () => {
    const station = newStation();
    const [flag = '', address = ''] = await served('-tls1_2');
    const { document } = await station.json<Judged>('judge', '--facts', await factsFile(station, true), flag, address);
    expect(document).toMatchObject({ status: 'stranded', probe: { host: '127.0.0.1' } });
    expect(document.reasons.map(({ code }) => code)).toEqual(['name-mismatch']);
  });

  it.each([
    ['speaks TLS 1.3 only', ['-tls1_3'], 'speaks only TLS 1.3'],
    ['shares no suite with it', ['-tls1_2', '-cipher', 'ECDHE-RSA-CHACHA20-POLY1305'], 'nothing in common'],
  ])('calls a unit stranded by a server that %s, and says why', async (_, args, words) => {
    const station = newStation();
    const { exit, stdout } = await station.run(
      'judge',
      '--facts',
      await factsFile(station, true),
      ...(await served(...args)),
    );
    expect(exit).toBe(1);
    expect(stdout).toContain('STRANDED');
    expect(stdout).toContain('-0x7780');
    expect(stdout).toContain(words);
  });

  it('shows a finding under the verdict: a chain that this unit cannot join', async () => {
    const station = newStation();
    const server = await served('-tls1_2', '-max_send_frag', '512');
    const { exit, stdout } = await station.run('judge', '--facts', await factsFile(station, true), ...server);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/The certificates \(\d+ bytes\) come in \d records/);
  });

  it('says that it asked as the oldest where the version is not known, and leaves a refusal open then', async () => {
    const station = newStation();
    const file = await factsFile(station, true, withoutVersions);
    const shown = await station.run('judge', '--facts', file, ...(await served('-tls1_2')));
    expect(shown.stdout).toContain('as the oldest plausible one would ask');
    expect(shown.stdout).toContain('asked as mbedtls-2.16 asks');
    const curve = await served('-tls1_2', '-cipher', 'ECDHE', '-groups', 'X25519');
    const refused = await station.json<Judged>('judge', '--facts', file, ...curve);
    expect(refused.document).toMatchObject({
      status: 'unknown',
      reasons: [{ code: 'no-handshake', params: { finding: 'nothing-shared' } }],
      missing: [{ fact: 'slots.idfVersion' }],
    });
  });

  it('ends with 4 where nothing answers', async () => {
    const station = newStation();
    const server = ['--server', '127.0.0.1:1'];
    const { exit, stderr } = await station.run('judge', '--facts', await factsFile(station, true), ...server);
    expect([exit, stderr.includes('probe.unreachable')]).toEqual([4, true]);
  });
});

describe('a server compared with what was kept of it', () => {
  const kept = (station: Station, document: Judged, change: Partial<ServerProbe>) => {
    const path = station.path('kept.json');
    writeFileSync(path, JSON.stringify({ ...document.probe, at: '2026-01-02T03:04:05.000Z', ...change }));
    return path;
  };
  const other = issueCa('Other Issuing', rsaKey('judge issuing'), root);
  const chainBefore = [leaf, other].map(({ der }) => Buffer.from(der).toString('base64'));

  it('shows whether its chain is another one now, keeps that, and judges what is sent now', async () => {
    const station = newStation();
    const judge = ['judge', '--facts', await factsFile(station, true), ...(await web((_, response) => response.end()))];
    const { document } = await station.json<Judged>(...judge);
    if (document.probe.result.kind !== 'flight') return expect.unreachable();
    const same = kept(station, document, {});
    expect((await station.json<Judged>(...judge, '--probe', same)).document.probe.findings).toEqual([]);
    const changed = kept(station, document, { result: { ...document.probe.result, chain: chainBefore } });
    const saved = station.path('now.json');
    const now = await station.run(...judge, '--probe', changed, '--save-probe', saved);
    expect(now.exit).toBe(0);
    expect(now.stdout).toContain('than at 2026-01-02T03:04:05.000Z. Something in front of it may choose or rebuild');
    const offline = await station.run('judge', '--facts', await factsFile(station, true), '--probe', saved);
    expect(offline.stdout).toContain('Something in front of it may choose or rebuild');
  });

  it('is the same server, or it is wrong usage', async () => {
    const station = newStation();
    const judge = ['judge', '--facts', await factsFile(station, true), ...(await web((_, response) => response.end()))];
    const { document } = await station.json<Judged>(...judge);
    const { exit, stderr } = await station.run(...judge, '--probe', kept(station, document, { port: 1 }));
    expect([exit, stderr.includes(`--probe is of ${updateHost}:1`)]).toEqual([2, true]);
  });
});

it('shows the few roots of many that last longest, and keeps all of them in the document', async () => {
  const station = newStation();
  const ends = [2031, 2036, 2033, 2035, 2032, 2034];
  const roots = ends.map((end) => issueCa(`Root ${end}`, ecKey(`root ${end}`), undefined, { until: end }));
  const many = (facts: UnitFacts): UnitFacts => ({
    ...facts,
    trust: { ...facts.trust, anchors: roots.map(({ der }) => pemAnchor(der, 'ota_0')) },
  });
  const path = station.path('server.pem');
  writeFileSync(path, leaf.pem + issuing.pem);
  const judge = ['judge', '--facts', await factsFile(station, true, many), '--chain', path, '--dates', 'off'];
  const { document } = await station.json<Verdict>(...judge);
  const named = document.remedies.flatMap((remedy) => (remedy.kind === 'server-chain-to' ? [remedy.subject] : []));
  expect(named).toEqual([2036, 2035, 2034, 2033, 2032, 2031].map((end) => `CN=Root ${end}`));
  const { stdout } = await station.run(...judge);
  expect(stdout.match(/ends at CN=Root \d+/g)).toEqual([2036, 2035, 2034].map((end) => `ends at CN=Root ${end}`));
  expect(stdout).toContain('any of 3 more roots');
});

describe('Ctrl-C', () => {
  it('ends the wait for a server that does not answer', async () => {
    const station = newStation();
    const cancel = new AbortController();
    const silent = await startRawServer((socket) => void socket.once('data', () => cancel.abort()));
    onTestFinished(() => silent.close());
    const args = ['judge', '--facts', await factsFile(station, true), '--server', `127.0.0.1:${silent.port}`];
    const { exit, stderr } = await station.runIn({ signal: cancel.signal }, ...args);
    expect([exit, stderr.includes('engine.cancelled')]).toEqual([4, true]);
  });

  it('ends the wait for the answer at the URL of the firmware', async () => {
    const station = newStation();
    const cancel = new AbortController();
    const server = await web(() => cancel.abort());
    const args = ['judge', '--facts', await factsFile(station, true), ...server];
    const { exit, stderr } = await station.runIn({ signal: cancel.signal }, ...args);
    expect([exit, stderr.includes('engine.cancelled')]).toEqual([4, true]);
  });
});

/** A web server with our chain that stands in for the unit's own. */
async function web(answer: RequestListener): Promise<string[]> {
  const key = leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = createServer({ key, cert: leaf.pem + issuing.pem, maxVersion: 'TLSv1.2' }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return ['--server', `127.0.0.1:${(server.address() as AddressInfo).port}`, '--host', updateHost];
}

describe('the answer at the URL of the firmware', () => {
  const path = '/radio/esp32/latest.bin'; // as the seed unit's firmware names it
  const redirect: RequestListener = (_request, response) =>
    void response.writeHead(302, { location: 'https://cdn.example.net/x?sig=secret' }).end();

  it('is asked for where the unit would, and a redirect is said and kept, in words for ESP-IDF v3.2', async () => {
    const station = newStation();
    const [file, kept] = [await factsFile(station, true), station.path('server.json')];
    const { exit, stdout } = await station.run(
      'judge',
      '--facts',
      file,
      ...(await web(redirect)),
      '--save-probe',
      kept,
    );
    expect(exit).toBe(0);
    expect(stdout).toContain(`${path} answers with a redirect (302) to https://cdn.example.net:443.`);
    expect(stdout).toContain('This unit runs ESP-IDF v3.2');
    const offline = await station.run('judge', '--facts', file, '--probe', kept);
    expect(offline.stdout).toBe(stdout);
  });

  it('is no obstacle in words to newer firmware that is redirected', async () => {
    const station = newStation();
    const idfVersion = { known: true, value: 'v4.3.7' } as const;
    const newer = ({ slots, bootloader, ...rest }: UnitFacts): UnitFacts => ({
      ...rest,
      bootloader: { ...bootloader, idfVersion },
      slots: slots.map((slot) => ({ ...slot, idfVersion })),
    });
    const file = await factsFile(station, true, newer);
    const { stdout } = await station.run('judge', '--facts', file, ...(await web(redirect)));
    expect(stdout).toContain('answers with a redirect');
    expect(stdout).not.toContain('This unit runs ESP-IDF v3.2');
  });

  it('is asked for at --path instead, whose query is sent and not kept', async () => {
    const station = newStation();
    const asked: (string | undefined)[] = [];
    const server = await web((request, response) => {
      asked.push(request.url);
      response.writeHead(404).end();
    });
    const file = await factsFile(station, true);
    const query = '/fw?token=secret';
    const { exit, document } = await station.json<Judged>('judge', '--facts', file, ...server, '--path', query);
    expect([exit, asked]).toEqual([0, [query]]);
    expect(document.probe.findings).toEqual([{ code: 'status', params: { path: '/fw', status: 404 } }]);
  });

  it('with status 200 is no finding', async () => {
    const station = newStation();
    const asked: (string | undefined)[] = [];
    const server = await web((request, response) => {
      asked.push(request.url);
      response.end('firmware');
    });
    const { document } = await station.json<Judged>('judge', '--facts', await factsFile(station, true), ...server);
    expect(asked).toEqual([path]);
    expect(document).toMatchObject({ status: 'reachable', probe: { findings: [] } });
  });

  it('that does not come is said to be not checked, and the verdict stands', async () => {
    const station = newStation();
    const server = await web(({ socket }) => void socket.destroy());
    const { exit, stdout } = await station.run('judge', '--facts', await factsFile(station, true), ...server);
    expect(exit).toBe(0);
    expect(stdout).toContain(`Not checked: whether ${path}`);
  });

  it('is not asked for where the firmware names none', async () => {
    const station = newStation();
    let requests = 0;
    const server = await web((_request, response) => {
      requests++;
      response.writeHead(404).end();
    });
    const silent = (facts: UnitFacts): UnitFacts => ({ ...facts, trust: { ...facts.trust, urls: [] } });
    const file = await factsFile(station, true, silent);
    const { document } = await station.json<Judged>('judge', '--facts', file, ...server);
    expect([document.probe.findings, requests]).toEqual([[], 0]);
  });
});

describeWithOpenssl('audit --server', () => {
  it('judges what the server shows to this firmware, and fails where that is not accepted', async () => {
    const station = newStation();
    const app = station.path('new.bin');
    writeFileSync(app, newSeedApp('ESP32', 'tiny'));
    const server = await served('-tls1_2');
    const { exit, document } = await station.json<{ verdict: Judged }>('audit', app, ...server, '--dates', 'off');
    expect([exit, document.verdict.status, document.verdict.reasons[0]?.code]).toEqual([1, 'stranded', 'no-path']);
  });
});

it.each([
  ['is none', ['--server', '127.0.0.1:1', '--path', 'fw.bin']],
  ['has no server', ['--path', '/fw.bin']],
])('refuses a path that %s', async (_, args) => {
  const station = newStation();
  const { exit } = await station.run('judge', '--facts', await factsFile(station, true), ...args);
  expect(exit).toBe(2);
});

it('refuses a server together with a chain, and a file that is no probe', async () => {
  const station = newStation();
  const file = await factsFile(station, true);
  const both = await station.run('judge', '--facts', file, '--server', 'fw.example.com', '--chain', 'chain.pem');
  expect(both.exit).toBe(2);
  const alone = await station.run('judge', '--facts', file, '--save-probe', station.path('x.json'));
  expect(alone.exit).toBe(2);
  const wrong = await station.run('judge', '--facts', file, '--probe', file);
  expect([wrong.exit, wrong.stderr.includes('probe.unreadable')]).toEqual([2, true]);
});
