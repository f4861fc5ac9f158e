import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock, systemRandom } from '../../../electron/adapters/machine.ts';
import { createNetLink } from '../../../electron/adapters/tcp/net-link.ts';
import type { TryEvent } from '../../../electron/adapters/tls/try-server.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { known } from '../../../electron/core/inspect/fact.ts';
import { clientProfile } from '../../../electron/core/tls/client-profile.ts';
import { probeServer } from '../../../electron/core/tls/probe-server.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import type { CertificateFlight } from '../../../electron/core/trust/receive-limits.ts';
import { tryFirmware } from '../../../electron/host/try-firmware.ts';
import { syntheticPki, updateHost } from '../../../electron/sim/firmware/pki.ts';
import { rsaJwk, seededRsaKey } from '../../../electron/sim/firmware/rsa-keys.ts';
import { encodePem } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import { describeWithOpenssl, startOpenssl } from '../openssl/openssl.ts';
import { type Connected, mbedTlsClient } from './client.ts';
import { describeWithReferee } from './referee.ts';

const client = await mbedTlsClient();
const pki = syntheticPki();
const firmware = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) & 0xff);
const chains = ['crossSigned', 'newOnly', 'moved'] as const;
const roots = ['oldRoot', 'newRoot'] as const;

interface Case {
  readonly chain: (typeof chains)[number];
  readonly root: (typeof roots)[number];
  readonly host: string;
  readonly checksDates: boolean;
}

const cases: readonly Case[] = chains.flatMap((chain) =>
  roots.flatMap((root) =>
    [updateHost, 'other.example.com'].flatMap((host) =>
      [true, false].map((checksDates) => ({ chain, root, host, checksDates })),
    ),
  ),
);

function ders(pem: string) {
  return findPemCertificates(new TextEncoder().encode(pem)).map(({ der }) => der);
}

function writeFile(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** The server's certificates and key as files. */
function serverFiles(chain: Case['chain']) {
  const key = createPrivateKey({ key: rsaJwk(seededRsaKey(updateHost, 2048)), format: 'jwk' });
  return {
    chain: writeFile('chain.pem', pki.chains[chain]),
    key: writeFile('key.pem', key.export({ type: 'pkcs8', format: 'pem' })),
  };
}

async function startServer(chain: Case['chain']): Promise<number> {
  const files = serverFiles(chain);
  const [, ...rest] = ders(pki.chains[chain]);
  const above = writeFile('above.pem', rest.map(encodePem).join(''));
  const { port } = await startOpenssl('-tls1_2', '-cert', files.chain, '-key', files.key, '-cert_chain', above);
  return port;
}

async function startTry(chain: Case['chain'], recordBytes?: number) {
  const events: TryEvent[] = [];
  const server = await tryFirmware({
    firmware: writeFile('firmware.bin', firmware),
    ...serverFiles(chain),
    address: '127.0.0.1',
    port: 0,
    recordBytes,
    onEvent: (event) => void events.push(event),
  });
  onTestFinished(() => server.close());
  return { port: server.port, events };
}

/** What our judgement says of a unit with this version of Mbed TLS, in the terms of the client's answer. */
async function judged({ chain, root, host, checksDates }: Case, version: string, flight?: CertificateFlight) {
  const anchors = ders(pki[root]).map((der) => pemAnchor(der, 'ota_0'));
  const facts = unitFacts({ anchors, hosts: [host], mbedTlsVersion: known(version) });
  const server = { ...serverView(host, ...ders(pki.chains[chain])), ...(flight && { flight }) };
  const { outcomes } = await judge(facts, server, { now: Date.now(), dateCheck: checksDates ? 'on' : 'off' });
  expect(outcomes).toHaveLength(1);
  return outcomes.map(({ outcome: { accepted, code, flags } }) => ({ ok: accepted, code, flags }))[0];
}

function outcomeOf({ ok, code, flags }: Connected) {
  return { ok, code, flags };
}

/** How a server's certificates come over the line to a client of Mbed TLS 2.28. */
async function measureFlight(port: number): Promise<CertificateFlight> {
  const target = { host: updateHost, address: '127.0.0.1', port, profile: clientProfile('mbedtls-2.28') };
  const { result } = await probeServer(createNetLink(), { ...target, clock: systemClock, random: systemRandom });
  if (result.kind !== 'flight') throw new Error(result.alertName);
  return result;
}

describeWithReferee(client, 'a real client of Mbed TLS and our judgement', (connect) => {
  const trustedFile = (root: Case['root']) => writeFile('trusted.pem', pki[root]);

  describeWithOpenssl('against openssl s_server', () => {
    it('end every handshake alike, code and flags', async () => {
      const seen = new Set<string>();
      for (const one of cases) {
        const answer = await connect({
          ...one,
          port: await startServer(one.chain),
          trustedFile: trustedFile(one.root),
        });
        expect(outcomeOf(answer), JSON.stringify(one)).toEqual(await judged(one, answer.version));
        seen.add(`${answer.code.toString(16)} ${answer.flags.toString(16)}`);
      }
      expect([...seen].sort()).toEqual(['0 0', '2700 1', '2700 4', '2700 5', '2700 8', '2700 c']);
    });
  });

  const stranded = { root: 'oldRoot', host: updateHost, checksDates: false } as const;

  it('accept the cross-signed chain of `trust try` with the old root only, and the file arrives whole', async () => {
    const { port, events } = await startTry('crossSigned');
    const answer = await connect({ ...stranded, port, trustedFile: trustedFile('oldRoot'), path: '/ota/firmware.bin' });
    const whole = { bytes: firmware.length, sha256: sha256Hex(firmware) };
    expect(answer).toMatchObject({ ok: true, code: 0, flags: 0, ...whole });
    expect(await judged({ ...stranded, chain: 'crossSigned' }, answer.version)).toEqual(outcomeOf(answer));
    await expect.poll(() => events.at(-1)).toMatchObject({ kind: 'request', path: '/ota/firmware.bin', whole: true });
  });

  it('refuse the chain of the server that moved, and `trust try` tells of it', async () => {
    const { port, events } = await startTry('moved');
    const answer = await connect({ ...stranded, port, trustedFile: trustedFile('oldRoot'), path: '/ota/firmware.bin' });
    expect(answer).toMatchObject({ ok: false, code: 0x2700, flags: 0x8, bytes: 0 });
    expect(await judged({ ...stranded, chain: 'moved' }, answer.version)).toEqual(outcomeOf(answer));
    await expect.poll(() => events).toMatchObject([{ kind: 'refused', name: updateHost }]);
  });

  it.each([512, 1024, 4096])('decide alike on records of %i bytes', async (recordBytes) => {
    const { port } = await startTry('crossSigned', recordBytes);
    const flight = await measureFlight(port);
    const answer = await connect({ ...stranded, port, trustedFile: trustedFile('oldRoot') });
    expect(flight.certificateRecords > 1).toBe(recordBytes < 4096);
    expect(outcomeOf(answer)).toEqual(await judged({ ...stranded, chain: 'crossSigned' }, answer.version, flight));
    if (answer.version.startsWith('2.28.')) expect(answer.code).toBe(recordBytes < 4096 ? 0x7080 : 0);
  });
});
