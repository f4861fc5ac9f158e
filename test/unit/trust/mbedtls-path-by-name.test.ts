import { describe, expect, it } from 'vitest';
import { type Certificate, parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { verifyServer } from '../../../electron/core/trust/handshake.ts';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { ecKey, issue, issueCa, rsaKey, type TestCertificate } from '../../support/pki.ts';

const root = issueCa('Root', ecKey('root'));
const twin = issueCa('Root', ecKey('twin'));
const middle = issueCa('Middle', ecKey('middle'), root);
const end = issue({ name: 'end', key: ecKey('end'), by: middle });

function read({ der }: TestCertificate): Certificate {
  const certificate = parseCertificate(der);
  if (!certificate.ok) throw new Error(certificate.problem.code);
  return certificate.value;
}

/** Code and flags of a version, dates checked where a year is given. */
async function verdict(version: string, sent: readonly TestCertificate[], anchors: TestCertificate[], year?: number) {
  const [leaf = read(end), ...rest] = sent.map(read);
  const trusted = anchors.map(read).map((certificate) => ({ ...certificate, certificate }));
  const { code, flags } = await verifyServer({
    chain: [leaf, ...rest],
    store: { kind: 'list', trusted },
    host: undefined,
    clock: year && Date.UTC(year, 5, 1),
    profile: mbedTlsProfile(version),
  });
  return code === 0 ? 'accepted' : `${code.toString(16)} ${flags.toString(16)}`;
}

/** What 2.6.0 says, and what the search of 2.9 and later says. */
async function both(...given: [sent: TestCertificate[], anchors: TestCertificate[], year?: number]) {
  return [await verdict('2.6.0', ...given), await verdict('2.12.0', ...given)];
}

/** Each of these was decided so by a build of 2.6.0 and one of 2.12.0, whose random chains also equal ours. */
describe('Mbed TLS 2.6 of ESP-IDF v3.0', () => {
  it('accepts the same ordinary chains', async () => {
    expect(await both([end, middle], [root])).toEqual(['accepted', 'accepted']);
    expect(await both([end, middle], [twin, root])).toEqual(['accepted', 'accepted']);
    expect(await both([end], [root])).toEqual(['2700 8', '2700 8']);
  });

  it('stops at a trusted certificate of the right name, though the key that signed was sent and leads on', async () => {
    const bridge = issueCa('Root', ecKey('root'), { name: 'Older', key: ecKey('older') });
    const older = issueCa('Older', ecKey('older'));
    expect(await both([end, middle, bridge], [twin, older])).toEqual(['2700 8', 'accepted']);
    expect(await both([end, middle, bridge], [older])).toEqual(['accepted', 'accepted']);
  });

  it('goes past a trusted certificate of version 1 where the name was sent too', async () => {
    const old = issue({ name: 'Root', key: ecKey('root'), version: 1 });
    expect(await both([end, middle], [old])).toEqual(['accepted', 'accepted']);
    const bridge = issueCa('Root', ecKey('root'), { name: 'Older', key: ecKey('older') });
    expect(await both([end, middle, bridge], [old])).toEqual(['2700 8', 'accepted']);
  });

  it('does not look at the dates of an anchor whose name stands at the top of the chain', async () => {
    const expired = issueCa('Root', ecKey('root'), undefined, { until: 2022 });
    expect(await both([end, middle], [expired], 2025)).toEqual(['2700 1', '2700 1']);
    const isSent = issueCa('Root', ecKey('root'), undefined, { until: 2040 });
    expect(await both([isSent], [expired], 2025)).toEqual(['accepted', '2700 1']);
  });

  it('measures a parent as a key of the kind that the signature is of', async () => {
    const stranger = issueCa('Middle', rsaKey('stranger'), root);
    expect(await both([end, stranger], [root])).toEqual(['2700 10008', '2700 8']);
  });

  it('breaks off beyond eight intermediates', async () => {
    const chain = [root];
    for (let i = 1; i <= 9; i++) {
      const [by = root] = chain;
      chain.unshift(issueCa(`CA ${i}`, ecKey(`CA ${i}`), by));
    }
    const [last = root] = chain;
    const leaf = issue({ name: 'end', key: ecKey('end'), by: last });
    expect(await both([leaf, ...chain.slice(0, 9)], [root])).toEqual(['3000 ffffffff', '3000 ffffffff']);
    expect(await both([leaf, ...chain.slice(0, 8)], [chain[8] ?? root])).toEqual(['accepted', 'accepted']);
  });
});
