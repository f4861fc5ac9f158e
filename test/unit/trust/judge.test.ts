import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { Anchor } from '../../../electron/core/inspect/facts.ts';
import { parseCertificate } from '../../../electron/core/trust/certificate.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import type { Verdict } from '../../../electron/core/trust/verdict.ts';
import { ecKey, issue, issueCa, rsaKey, type TestCertificate } from '../../support/pki.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import {
  issuing,
  leaf,
  newByOld,
  newRoot,
  now,
  oldRoot,
  otherIssuing,
  otherLeaf,
  otherRoot,
  updateHost,
} from './seed-pki.ts';

const moved = serverView(updateHost, otherLeaf.der, otherIssuing.der);
const rescue = serverView(updateHost, leaf.der, issuing.der, newByOld.der);
const oldAnchor = pemAnchor(oldRoot.der, 'ota_0');
const seedUnit = unitFacts({ anchors: [oldAnchor], dateCheck: unknown('not-supported') });

function spkiOf({ der }: TestCertificate): string {
  const certificate = parseCertificate(der);
  if (!certificate.ok) throw new Error(certificate.problem.code);
  return certificate.value.publicKey.sha256;
}

function codes(verdict: Verdict): string[] {
  return verdict.reasons.map(({ code }) => code);
}

describe('the seed case', () => {
  it('is stranded because no path leads to its root, not because anything expired', async () => {
    const verdict = await judge(seedUnit, moved, { now });
    expect(verdict.status).toBe('stranded');
    expect(codes(verdict)).toEqual(['no-path']);
    expect(verdict.reasons[0]?.params).toEqual({
      subject: 'CN=Elsewhere CA 1',
      issuer: 'CN=Elsewhere Root R1',
      anchors: 1,
    });
    for (const { outcome } of verdict.outcomes) {
      expect(outcome).toMatchObject({ accepted: false, code: 0x2700, flags: 0x8 });
      expect(outcome.logLines).toEqual([
        'esp-tls: mbedtls_ssl_handshake returned -0x2700',
        'esp-tls: Failed to verify peer certificate!',
        'esp-tls: verification info:   ! The certificate is not correctly signed by the trusted CA',
        'esp-tls: Failed to open new connection',
      ]);
    }
    expect(verdict.outcomes.map(({ dateCheck }) => dateCheck)).toEqual([false, true]);
    expect(verdict.missing).toEqual([]);
  });

  it('names a chain to the root that the unit holds, and flashing, as remedies', async () => {
    const { remedies } = await judge(seedUnit, moved, { now });
    expect(remedies).toEqual([
      { kind: 'server-chain-to', anchorSpkiSha256: spkiOf(oldRoot), subject: 'CN=Old Root X3' },
      { kind: 'flash' },
    ]);
  });

  it('is reachable by a chain with the expired cross-sign when dates are not checked', async () => {
    const verdict = await judge(seedUnit, rescue, { now, dateCheck: 'off' });
    expect(verdict).toMatchObject({ status: 'reachable', until: undefined, remedies: [], missing: [] });
    expect(codes(verdict)).toEqual(['path-found']);
    const digests = [leaf, issuing, newByOld].map(({ der }) => {
      const certificate = parseCertificate(der);
      return certificate.ok && certificate.value.sha256;
    });
    expect(verdict.path).toEqual([...digests, spkiOf(oldRoot)]);
  });

  it('is dead for every server when dates are checked: the expired anchor is no remedy', async () => {
    const verdict = await judge(seedUnit, rescue, { now, dateCheck: 'on' });
    expect(verdict.status).toBe('stranded');
    expect(verdict.outcomes[0]?.outcome).toMatchObject({ code: 0x2700, flags: 0x1 });
    expect(verdict.remedies).toEqual([{ kind: 'flash' }]);
  });

  it('is unknown when only the date check decides, and shows both outcomes', async () => {
    const verdict = await judge(seedUnit, rescue, { now });
    expect(verdict.status).toBe('unknown');
    expect(codes(verdict)).toEqual(['date-check-unknown', 'path-found', 'expired']);
    expect(verdict.outcomes.map(({ outcome }) => outcome.accepted)).toEqual([true, false]);
    expect(verdict.missing).toEqual([{ fact: 'trust.dateCheck', reason: 'not-supported' }]);
  });

  it('with one slot only is stranded whatever a server shows, and no server is a remedy', async () => {
    const oneSlot = unitFacts({ anchors: [oldAnchor] }, { canUpdateOverTheAir: known(false) });
    for (const server of [undefined, moved, rescue]) {
      const verdict = await judge(oneSlot, server, { now, dateCheck: 'off' });
      expect(verdict.status).toBe('stranded');
      expect(codes(verdict)[0]).toBe('no-second-slot');
      expect(verdict.remedies).toEqual([{ kind: 'flash' }]);
    }
  });
});

describe('what is not known', () => {
  it('without a server the verdict is unknown', async () => {
    const verdict = await judge(seedUnit, undefined, { now });
    expect(verdict).toMatchObject({ status: 'unknown', outcomes: [], remedies: [] });
    expect(codes(verdict)).toEqual(['no-server']);
    expect(verdict.missing).toEqual([{ fact: 'server.chain', reason: 'not-read' }]);
  });

  it('an incomplete list of anchors never proves that a unit is stranded', async () => {
    const coverage = { read: [], skipped: [{ what: 'storage', reason: 'encrypted' as const }] };
    const facts = unitFacts({ anchors: [oldAnchor], complete: false }, {}, { coverage });
    const verdict = await judge(facts, moved, { now });
    expect(verdict).toMatchObject({ status: 'unknown', outcomes: [] });
    expect(verdict.reasons[0]).toEqual({ code: 'anchors-incomplete', params: { places: 'storage' } });
    expect(verdict.missing).toEqual([{ fact: 'trust.anchors', reason: 'encrypted' }]);
    expect((await judge(facts, rescue, { now })).status).toBe('reachable');
  });

  it('an anchor known by a hash that the chain does not hold leaves it unknown', async () => {
    const verdict = await judge(unitFacts({ anchors: [hashOnly(oldRoot)] }), moved, { now });
    expect(verdict).toMatchObject({ status: 'unknown', outcomes: [] });
    expect(codes(verdict)).toEqual(['anchor-hash-only']);
  });

  it('an anchor known by a hash counts when the chain holds its key, unless dates are checked', async () => {
    const facts = unitFacts({ anchors: [hashOnly(newRoot)] });
    expect((await judge(facts, rescue, { now, dateCheck: 'off' })).status).toBe('reachable');
    const dated = serverView(updateHost, leaf.der, issuing.der, newRoot.der);
    const verdict = await judge(facts, dated, { now, dateCheck: 'on' });
    expect(verdict.status).toBe('unknown');
    expect(codes(verdict)[0]).toBe('anchor-hash-only');
  });

  it('an anchor known by a hash and found whole as well leaves nothing open', async () => {
    const facts = unitFacts({ anchors: [hashOnly(oldRoot), oldAnchor] });
    expect((await judge(facts, moved, { now })).status).toBe('stranded');
  });

  it('firmware without any anchor is not judged', async () => {
    const verdict = await judge(unitFacts(), moved, { now });
    expect(verdict).toMatchObject({ status: 'unknown', outcomes: [] });
    expect(codes(verdict)).toEqual(['no-anchor']);
  });

  it('a signature that this computer cannot check leaves it unknown', async () => {
    const odd = issue({ name: updateHost, key: ecKey('leaf'), by: otherRoot, hash: 'sha224', dnsNames: [updateHost] });
    const facts = unitFacts({ anchors: [pemAnchor(otherRoot.der, 'ota_0')] });
    const verdict = await judge(facts, serverView(updateHost, odd.der), { now });
    expect(verdict.status).toBe('unknown');
    expect(codes(verdict)[0]).toBe('signature-unsupported');
  });

  it('slots that trust different authorities leave it unknown until the running one is known', async () => {
    const anchors = [pemAnchor(oldRoot.der, 'ota_0'), pemAnchor(otherRoot.der, 'ota_1')];
    const undecided = unitFacts({ anchors }, { runningSlot: unknown('damaged') });
    const verdict = await judge(undecided, moved, { now });
    expect(verdict).toMatchObject({ status: 'unknown', outcomes: [] });
    expect(codes(verdict)).toContain('running-slot-unknown');
    expect(verdict.missing).toEqual([{ fact: 'layout.runningSlot', reason: 'damaged' }]);
    expect((await judge(unitFacts({ anchors }), moved, { now })).status).toBe('stranded');
    expect((await judge(unitFacts({ anchors }, { runningSlot: known('ota_1') }), moved, { now })).status).toBe(
      'reachable',
    );
  });

  it('slots that trust the same authority are judged although it is not known which runs', async () => {
    const anchors = [pemAnchor(otherRoot.der, 'ota_0'), pemAnchor(otherRoot.der, 'ota_1')];
    const facts = unitFacts({ anchors }, { runningSlot: unknown('damaged') });
    expect((await judge(facts, moved, { now })).status).toBe('reachable');
  });

  it('an unreadable table leaves open whether the unit can be updated at all; a file has none', async () => {
    const layout = { canUpdateOverTheAir: unknown<boolean>('damaged') };
    const trust = { anchors: [pemAnchor(otherRoot.der, 'ota_0')] };
    const verdict = await judge(unitFacts(trust, layout), moved, { now });
    expect(verdict.status).toBe('unknown');
    expect(codes(verdict)).toEqual(['second-slot-unknown', 'path-found']);
    expect((await judge(unitFacts(trust, layout, { channel: 'file' }), moved, { now })).status).toBe('reachable');
  });
});

describe('what counts as an anchor', () => {
  it('takes an entry of a certificate bundle by name and key, whatever the dates', async () => {
    const facts = unitFacts({ anchors: [nameAndKey(newRoot)], dateCheck: known(true) });
    const in2040 = Date.UTC(2040, 0, 2);
    const chain = serverView(updateHost, leaf.der, issuing.der);
    expect((await judge(facts, chain, { now })).status).toBe('reachable');
    const later = await judge(facts, chain, { now: in2040 });
    expect(later.reasons.map(({ params }) => params.subject)).not.toContain('CN=New Root X1');
  });

  it('counts two certificates of the same key once, and takes the one that is valid in time', async () => {
    const twin = issueCa('New Root X1', rsaKey('new'), undefined, { from: 2000, until: 2010 });
    const anchors = [pemAnchor(twin.der, 'ota_0'), pemAnchor(newRoot.der, 'ota_0')];
    const facts = unitFacts({ anchors, dateCheck: known(true) });
    const reachable = await judge(facts, serverView(updateHost, leaf.der, issuing.der), { now });
    expect(reachable.status).toBe('reachable');
    const stranded = await judge(facts, moved, { now });
    expect(stranded.reasons[0]?.params.anchors).toBe(1);
    expect(stranded.remedies).toHaveLength(2);
  });

  it('an anchor that cannot be read makes the list incomplete', async () => {
    const broken: Anchor = { ...nameAndKey(oldRoot), kind: 'name+key', subjectDer: 'MAA', spkiDer: '!' };
    const verdict = await judge(unitFacts({ anchors: [broken] }), moved, { now });
    expect(codes(verdict)).toEqual(['anchors-incomplete']);
  });
});

describe('host name and horizon', () => {
  const trusting = { anchors: [pemAnchor(otherRoot.der, 'ota_0')] };
  const unnamed = serverView(undefined, otherLeaf.der, otherIssuing.der);

  it('a name mismatch is told with both names, and the path is named as the remedy', async () => {
    const wrong = serverView('old.example.com', otherLeaf.der, otherIssuing.der);
    const verdict = await judge(unitFacts(trusting), wrong, { now });
    expect(verdict.status).toBe('stranded');
    expect(verdict.reasons).toEqual([
      { code: 'name-mismatch', params: { host: 'old.example.com', names: 'fw.example.com, *.cdn.example.com' } },
    ]);
    expect(verdict.outcomes[0]?.outcome.flags).toBe(0x4);
    expect(verdict.remedies[0]).toMatchObject({ kind: 'server-chain-to', subject: 'CN=Elsewhere Root R1' });
  });

  it('takes the only host of the firmware where none is given', async () => {
    const facts = unitFacts({ ...trusting, hosts: ['elsewhere.example.net'] });
    expect(codes(await judge(facts, unnamed, { now }))).toEqual(['name-mismatch']);
  });

  it('of several hosts takes the one that the leaf is for, and none where it is for none', async () => {
    for (const hosts of [['api.example.net', 'a.cdn.example.com'], ['api.example.net', 'www.example.org'], []]) {
      expect((await judge(unitFacts({ ...trusting, hosts }), unnamed, { now })).status).toBe('reachable');
    }
  });

  it('says until when a unit that checks dates is reachable, the renewable leaf left out', async () => {
    const facts = unitFacts({ anchors: [pemAnchor(newRoot.der, 'ota_0')], dateCheck: known(true) });
    const verdict = await judge(facts, serverView(updateHost, leaf.der, issuing.der), { now });
    expect(verdict.until).toEqual({ date: '2030-01-01T00:00:00.000Z', subject: 'CN=Issuing R3' });
  });

  it('refuses a chain that holds no certificates', async () => {
    for (const chain of [[], ['not base64'], ['AAAA']]) {
      const view = { host: undefined, chain, source: 'file' as const };
      await expect(judge(seedUnit, view, { now })).rejects.toMatchObject({ code: 'trust.chain-unreadable' });
    }
  });
});

function hashOnly(certificate: TestCertificate): Anchor {
  return {
    kind: 'hash-only',
    spkiSha256: spkiOf(certificate),
    subject: '',
    foundIn: { partition: 'ota_0', slot: 'ota_0' },
    encoding: 'release-catalogue',
    usable: true,
  };
}

function nameAndKey(certificate: TestCertificate): Anchor {
  const parsed = parseCertificate(certificate.der);
  if (!parsed.ok) throw new Error(parsed.problem.code);
  const { subject, publicKey } = parsed.value;
  return {
    kind: 'name+key',
    subjectDer: encodeBase64(subject.der),
    spkiDer: encodeBase64(publicKey.der),
    spkiSha256: publicKey.sha256,
    subject: subject.text,
    foundIn: { partition: 'ota_0', slot: 'ota_0' },
    encoding: 'crt-bundle',
    usable: true,
  };
}
