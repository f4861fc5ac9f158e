import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { Anchor, UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import type { TestCertificate } from '../../support/pki.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import { readCertificate } from './read-certificate.ts';
import { issuing, leaf, newByOld, newRoot, now, oldRoot, updateHost } from './seed-pki.ts';

function bundled(certificate: TestCertificate): Anchor {
  const { subject, publicKey } = readCertificate(certificate);
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

function unit(anchors: readonly Anchor[], idf = 'v5.5', mbedTls = '3.6.4'): UnitFacts {
  const facts = unitFacts({ anchors, dateCheck: known(false), mbedTlsVersion: known(mbedTls) });
  return { ...facts, bootloader: { ...facts.bootloader, idfVersion: known(idf) } };
}

const short = serverView(updateHost, leaf.der, issuing.der);
const long = serverView(updateHost, leaf.der, issuing.der, newByOld.der);

describe('a unit with a certificate bundle', () => {
  it('is stranded by the long chain that a list needs, and is told to be sent less', async () => {
    const verdict = await judge(unit([bundled(newRoot)]), long, { now });
    expect(verdict.status).toBe('stranded');
    expect(verdict.reasons).toEqual([
      { code: 'chain-goes-above-root', params: { anchor: 'CN=New Root X1', subject: 'CN=Issuing R3', extra: 1 } },
    ]);
    expect(verdict.outcomes[0]?.outcome).toMatchObject({ code: 0x3000, flags: 0xffffffff });
    expect(verdict.outcomes[0]?.outcome.logLines[0]).toBe(
      'esp-x509-crt-bundle: No matching trusted root certificate found',
    );
    expect(verdict.remedies).toMatchObject([{ kind: 'server-chain-to', subject: 'CN=New Root X1' }, { kind: 'flash' }]);
    expect((await judge(unit([bundled(newRoot)]), short, { now })).status).toBe('reachable');
  });

  it('has no path where it holds no root of the chain at all', async () => {
    const verdict = await judge(unit([bundled(oldRoot)]), short, { now });
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['no-path']);
    expect(verdict.remedies[0]).toMatchObject({ subject: 'CN=Old Root X3' });
  });

  it('names the path down to the root that vouches', async () => {
    const verdict = await judge(unit([bundled(oldRoot), bundled(newRoot)]), long, { now });
    expect(verdict.status).toBe('reachable');
    expect(verdict.path).toEqual([
      ...[leaf, issuing, newByOld].map((certificate) => readCertificate(certificate).sha256),
      readCertificate(oldRoot).publicKey.sha256,
    ]);
  });

  it('with other certificates beside it is judged both ways, and unknown where they differ', async () => {
    const both = unit([bundled(newRoot), pemAnchor(oldRoot.der, 'ota_0')]);
    const verdict = await judge(both, long, { now });
    expect(verdict.status).toBe('unknown');
    expect(verdict.reasons[0]?.code).toBe('trust-store-unknown');
    const alike = unit([bundled(newRoot), pemAnchor(newRoot.der, 'ota_0')]);
    expect((await judge(alike, short, { now })).status).toBe('reachable');
  });

  it('of v6.0 hangs on an option where the chain goes above a root', async () => {
    const verdict = await judge(unit([bundled(newRoot)], 'v6.0', '4.0.0'), long, { now });
    expect(verdict.status).toBe('unknown');
    expect(verdict.reasons[0]?.code).toBe('trust-store-unknown');
    expect((await judge(unit([bundled(newRoot)], 'v6.0', '4.0.0'), short, { now })).status).toBe('reachable');
  });

  it('does not call an expired certificate unvouched for, though the firmware never asks', async () => {
    const facts = unitFacts({ anchors: [bundled(oldRoot)], dateCheck: known(true), mbedTlsVersion: known('3.6.4') });
    const verdict = await judge(facts, long, { now });
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['expired']);
    expect(verdict.outcomes[0]?.outcome.flags).toBe(0x9);
  });
});

describe('what comes before the path', () => {
  const list = unit([pemAnchor(newRoot.der, 'ota_0')], 'v3.2', '2.13.1');

  it('is the size of the message', async () => {
    const verdict = await judge(list, short, { now, inputBuffer: 1000 });
    expect(verdict.reasons).toMatchObject([{ code: 'message-too-large', params: { limit: 1000 } }]);
    expect(verdict.outcomes[0]?.outcome).toMatchObject({ accepted: false, code: 0x7200, flags: 0 });
  });

  it('is named as a condition, and decides nothing, where only a hint at a small buffer was found', async () => {
    const hinted = (bytes: number, anchors = list.trust.anchors) => ({
      ...list,
      trust: { ...list.trust, anchors, tls: { explainsRefusals: true, setsClock: true, inputBuffer: known(bytes) } },
    });
    const sure = await judge(list, short, { now });
    const verdict = await judge(hinted(1000), short, { now });
    const condition = { code: 'buffer-hint', params: { limit: 1000 } };
    expect(verdict).toMatchObject({ ...sure, reasons: [...sure.reasons, condition] });
    expect(verdict.status).toBe('reachable');
    expect(await judge(hinted(4096), short, { now })).toEqual(sure);
    expect(await judge(hinted(1000), short, { now, inputBuffer: 16384 })).toEqual(sure);
    const stranded = await judge(hinted(1000, [pemAnchor(oldRoot.der, 'ota_0')]), short, { now });
    expect(stranded.reasons.map(({ code }) => code)).toEqual(['no-path']);
  });

  it('is a message that the server spreads over records', async () => {
    const spread = { ...short, flight: { certificateRecords: 2, recordSizes: [90, 1000, 400] } };
    const verdict = await judge(list, spread, { now });
    expect(verdict.reasons).toEqual([{ code: 'message-fragmented', params: { records: 2 } }]);
    const later = unit([pemAnchor(newRoot.der, 'ota_0')], 'v5.5', '3.6.4');
    expect((await judge(later, spread, { now })).status).toBe('reachable');
    expect((await judge(unit([], 'v3.2'), spread, { now })).status).toBe('unknown');
  });

  it('is told for both assumptions where the date check is not known', async () => {
    const facts = unitFacts({ anchors: [pemAnchor(newRoot.der, 'ota_0')], dateCheck: unknown('not-supported') });
    const verdict = await judge(facts, short, { now, inputBuffer: 1000 });
    expect(verdict.status).toBe('stranded');
    expect(verdict.outcomes).toHaveLength(2);
  });
});
