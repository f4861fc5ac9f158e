import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../../electron/adapters/machine.ts';
import { createNetLink } from '../../../electron/adapters/tcp/net-link.ts';
import { encodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { cipherSuiteName } from '../../../electron/core/tls/cipher-suites.ts';
import { clientProfile, type ProfileId, profileIds } from '../../../electron/core/tls/client-profile.ts';
import { probeServer } from '../../../electron/core/tls/probe-server.ts';
import type { ServerProbe } from '../../../electron/core/tls/server-probe.ts';
import { ecKey, issue, issueCa, rsaKey, type TestCertificate } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWithOpenssl, openssl, presenting, startOpenssl } from './openssl.ts';
import { parseTrace, type Trace } from './trace.ts';

const host = 'fw.example.com';
const old = issueCa('Old Root', rsaKey('old root'));
const root = issueCa('New Root', rsaKey('new root', 4096));
const crossSign = issueCa('New Root', root.key, old);
const issuing = issueCa('Issuing CA', rsaKey('issuing'), root);
const leaf = issue({ name: host, key: rsaKey('leaf'), by: issuing, dnsNames: [host] });
const ecIssuing = issueCa('EC Issuing CA', ecKey('ec issuing', 'secp384r1'), root);
const ecLeaf = issue({ name: host, key: ecKey('ec leaf'), by: ecIssuing, dnsNames: [host] });

/** Probes a server with these arguments as a unit of this profile would; with what the server says of the same connection. */
async function probe(
  args: readonly string[],
  id: ProfileId = 'mbedtls-2.16',
): Promise<{ seen: ServerProbe; trace: Trace }> {
  const server = await startOpenssl(...args);
  const fixed = { host, address: '127.0.0.1', clock: systemClock, random: systemRandom };
  const seen = await probeServer(createNetLink(), { ...fixed, port: server.port, profile: clientProfile(id) });
  return { seen, trace: parseTrace(await server.output) };
}

function derOf(certificates: readonly TestCertificate[]): string[] {
  return certificates.map(({ der }) => encodeBase64(der));
}

const tls12 = '-tls1_2';

describeWithOpenssl('what openssl s_server reads in our ClientHello', () => {
  it.each(profileIds)('is the profile %s, in order and by the same names', async (id) => {
    const profile = clientProfile(id);
    const { trace } = await probe([tls12, ...presenting(leaf, [issuing])], id);
    expect(trace.suites.map(({ number }) => number)).toEqual(profile.suites);
    const named = trace.suites.filter(({ number }) => number !== 0x00ff);
    expect(named.map(({ number }) => cipherSuiteName(number))).toEqual(named.map(({ name }) => name));
    expect(trace.groups).toEqual(profile.groups);
    expect(trace.signatureAlgorithms).toEqual(profile.signatureAlgorithms);
    expect(trace.extensions).toHaveLength(profile.extensions.length);
    expect(trace).toMatchObject({ recordVersion: profile.recordVersion, clientVersion: 0x0303 });
  });
});

describeWithOpenssl('what we read of openssl s_server', () => {
  it.each([
    ['as they are issued', [issuing, crossSign]],
    ['in reverse', [crossSign, issuing]],
    ['with the root, a stranger and a double between', [root, old, issuing, issuing]],
    ['alone', []],
  ])('is the certificates %s, in sent order', async (_name, chain) => {
    const { seen, trace } = await probe([tls12, ...presenting(leaf, chain)]);
    expect(seen.result).toMatchObject({ kind: 'flight', version: '1.2', chain: derOf([leaf, ...chain]) });
    expect(seen.findings).toEqual([]);
    expect(seen.result).toMatchObject({
      recordSizes: trace.sentRecords,
      certificateMessageBytes: 4 + (trace.certificateLength ?? 0),
      certificateRecords: 1,
    });
  });

  it.each([512, 1000, 2048])('is the records that it cut at %i bytes', async (size) => {
    const chain = [issuing, crossSign, root];
    const split = [tls12, '-max_send_frag', String(size), ...presenting(leaf, chain)];
    const { seen, trace } = await probe(split);
    expect(seen.result).toMatchObject({ recordSizes: trace.sentRecords, chain: derOf([leaf, ...chain]) });
    expect(Math.max(...trace.sentRecords)).toBe(size);
    const bytes = 4 + (trace.certificateLength ?? 0);
    const records = Math.ceil(bytes / size);
    expect(seen.findings).toEqual([{ code: 'certificate-fragmented', params: { records, bytes } }]);
    const joining = await probe(split, 'mbedtls-4');
    expect(joining.seen).toMatchObject({ result: { certificateRecords: records }, findings: [] });
  });

  it('is the EC chain of a server that has both: every unit offers ECDSA first', async () => {
    for (const id of profileIds) {
      const both = [...presenting(leaf, [issuing]), ...presenting(ecLeaf, [ecIssuing], 'd')];
      const { seen } = await probe([tls12, ...both], id);
      expect(seen.result).toMatchObject({
        suite: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
        chain: derOf([ecLeaf, ecIssuing]),
      });
    }
  });

  it.each([
    ['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'secp384r1'],
    ['DHE-RSA-AES256-GCM-SHA384', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', undefined],
    ['AES256-GCM-SHA384', 'TLS_RSA_WITH_AES_256_GCM_SHA384', undefined],
  ])('is the suite %s and its curve', async (cipher, suite, group) => {
    const { seen } = await probe([tls12, '-cipher', cipher, '-groups', 'P-384', ...presenting(leaf, [issuing])]);
    expect(seen.result).toMatchObject({ suite });
    expect(seen.result.kind === 'flight' && seen.result.group).toBe(group);
  });

  it('is X25519 for the units that offer it, and a refusal for those that do not', async () => {
    const args = [tls12, '-cipher', 'ECDHE', '-groups', 'X25519', ...presenting(leaf, [issuing])];
    expect((await probe(args, 'mbedtls-2.28')).seen.result).toMatchObject({ group: 'x25519' });
    expect((await probe(args, 'mbedtls-2.16')).seen).toMatchObject({
      result: { kind: 'refused', alertName: 'handshake_failure' },
      findings: [{ code: 'nothing-shared' }],
    });
  });

  it('is an old version, which only old units take', async () => {
    const args = ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0', ...presenting(leaf, [issuing])];
    expect((await probe(args)).seen).toMatchObject({ result: { version: '1.1' }, findings: [] });
    expect((await probe(args, 'mbedtls-3')).seen).toMatchObject({
      result: { version: '1.1', chain: derOf([leaf, issuing]) },
      findings: [{ code: 'version-too-old', params: { version: '1.1', minimum: '1.2' } }],
    });
  });

  it('is that it asks for a client certificate', async () => {
    const { seen } = await probe([tls12, '-verify', '1', ...presenting(leaf, [issuing])]);
    expect(seen).toMatchObject({ result: { kind: 'flight' }, findings: [{ code: 'asks-for-client-certificate' }] });
  });
});

describeWithOpenssl('refusals of openssl s_server', () => {
  it.each(profileIds)('TLS 1.3 only, for %s', async (id) => {
    const { seen } = await probe(['-tls1_3', ...presenting(leaf, [issuing])], id);
    expect(seen).toMatchObject({
      result: { kind: 'refused', alert: 70, alertName: 'protocol_version' },
      findings: [{ code: 'tls13-only' }],
    });
  });

  it.each([
    ['ChaCha20 only', ['-cipher', 'ECDHE-RSA-CHACHA20-POLY1305']],
    ['RSA-PSS only', ['-cipher', 'ECDHE', '-sigalgs', 'RSA-PSS+SHA256']],
  ])('%s', async (_name, args) => {
    const { seen } = await probe([tls12, ...args, ...presenting(leaf, [issuing])]);
    expect(seen).toMatchObject({ result: { kind: 'refused', alert: 40 }, findings: [{ code: 'nothing-shared' }] });
  });

  it('an Ed25519 certificate', async () => {
    const folder = temporaryFolder();
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'leaf.pem')];
    openssl(
      'req',
      '-x509',
      '-newkey',
      'ed25519',
      '-nodes',
      '-subj',
      `/CN=${host}`,
      '-keyout',
      key,
      '-out',
      certificate,
    );
    const { seen } = await probe([tls12, '-cert', certificate, '-key', key]);
    expect(seen).toMatchObject({ result: { kind: 'refused', alert: 40 }, findings: [{ code: 'nothing-shared' }] });
  });

  it('a name that it does not know, as a refusal or as a warning', async () => {
    const [, certificate = '', , key = ''] = presenting(leaf, []);
    const other = ['-servername', 'other.example', '-cert2', certificate, '-key2', key];
    const named = [tls12, ...presenting(leaf, [issuing]), ...other];
    expect((await probe([...named, '-servername_fatal'])).seen).toMatchObject({
      result: { kind: 'refused', alert: 112 },
      findings: [{ code: 'name-refused' }],
    });
    expect((await probe(named)).seen).toMatchObject({
      result: { kind: 'flight' },
      findings: [{ code: 'name-unknown' }],
    });
  });
});
