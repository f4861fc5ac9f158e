import { expect, it } from 'vitest';
import { judge } from '../../../electron/core/trust/judge.ts';
import { shippedCatalogue } from '../../support/catalogue.ts';
import { ecKey, issue, issueCa } from '../../support/pki.ts';
import { describeWithShared } from '../../support/shared.ts';
import { serverView } from '../../support/unit-facts.ts';
import { now, pemUnit, realCertificates } from './real-units.ts';

const host = 'fw.example.com';
/** What the seed's host shows: a leaf below Google's authority. Nobody has one of WR1's keys, so its names are what is real. */
const googleRoot = issueCa('GTS Root R1', ecKey('gts root'));
const googleIssuing = issueCa('WR1', ecKey('gts wr1'), googleRoot);
const googleLeaf = issue({ name: host, key: ecKey('gts leaf'), by: googleIssuing, dnsNames: [host] });
const google = serverView(host, googleLeaf.der, googleIssuing.der);

describeWithShared('the seed case: anchor DST Root CA X3, server on a Google chain', () => {
  const unit = (dates: boolean | undefined) =>
    pemUnit('roots/DST-Root-CA-X3', { ...(dates !== undefined && { dates }), hosts: [host] });
  const judged = (dates: boolean | undefined) => judge(unit(dates), google, { now, catalogue: shippedCatalogue() });
  const isrgByDst = {
    sha256: '6d99fb265eb1c5b3744765fcbc648f3cd8e1bffafdc4c2f99b9d47cf7ff1c24f',
    subject: 'CN=ISRG Root X1, O=Internet Security Research Group, C=US',
    issuer: 'CN=DST Root CA X3, O=Digital Signature Trust Co.',
  };

  it('is stranded with 0x8 and the log of the seed, which is no expiry', async () => {
    const { status, reasons, outcomes } = await judged(undefined);
    expect(status).toBe('stranded');
    expect(reasons.map(({ code }) => code)).toEqual(['no-path']);
    expect(outcomes.map(({ outcome }) => [outcome.code, outcome.flags])).toEqual([
      [0x2700, 0x8],
      [0x2700, 0x8],
    ]);
    expect(outcomes[0]?.outcome.logLines.join('\n')).toContain(
      'The certificate is not correctly signed by the trusted CA',
    );
  });

  it("comes back with a Let's Encrypt RSA leaf and ISRG Root X1 signed by DST Root CA X3", async () => {
    for (const dates of [false, undefined]) {
      const { remedies } = await judged(dates);
      expect(remedies).toEqual([
        {
          kind: 'append-certificates',
          anchorSpkiSha256: unit(dates).trust.anchors[0]?.spkiSha256,
          issuer: { operator: "Let's Encrypt", leafKey: 'RSA' },
          certificates: [isrgByDst],
          leaveOut: [],
          onlyWithoutDateCheck: dates === undefined,
        },
        { kind: 'flash' },
      ]);
    }
  });

  it('has no remedy but the cable where dates are checked', async () => {
    const { status, remedies } = await judged(true);
    expect(status).toBe('stranded');
    expect(remedies).toEqual([{ kind: 'flash' }]);
  });

  it("needs only the cross-sign appended where the server shows a Let's Encrypt leaf already", async () => {
    const served = realCertificates('chains-real/letsencrypt.org-2026-04-E8-served');
    const { remedies } = await judge(
      pemUnit('roots/DST-Root-CA-X3', { dates: false }),
      serverView('letsencrypt.org', ...served),
      {
        now,
        catalogue: shippedCatalogue(),
      },
    );
    expect(remedies[0]).toMatchObject({ issuer: undefined, certificates: [isrgByDst], leaveOut: [] });
    const chain = [...served, ...realCertificates('letsencrypt/isrg-root-x1-cross-signed')];
    const verdict = await judge(
      pemUnit('roots/DST-Root-CA-X3', { dates: false }),
      serverView('letsencrypt.org', ...chain),
      { now },
    );
    expect(verdict.status).toBe('reachable');
  });

  it('is not sent to an authority below which nobody issues', async () => {
    const facts = pemUnit('roots/GlobalSign-Root-CA---R2', { dates: false, hosts: [host] });
    const { remedies } = await judge(facts, google, { now, catalogue: shippedCatalogue() });
    expect(remedies).toEqual([{ kind: 'flash' }]);
  });
});
