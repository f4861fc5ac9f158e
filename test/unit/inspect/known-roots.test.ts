import { describe, expect, it } from 'vitest';
import type { Anchor } from '../../../electron/core/inspect/facts.ts';
import { matchAnchors, withKnownRoots } from '../../../electron/core/inspect/known-roots.ts';
import { parseFacts } from '../../../electron/core/inspect/parse-facts.ts';
import { planRescue } from '../../../electron/core/rescue/rescue.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import { catalogueOf, certificateOf, shippedCatalogue, source } from '../../support/catalogue.ts';
import { ecKey, issueCa } from '../../support/pki.ts';
import { describeWithShared } from '../../support/shared.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import { realCertificates } from '../rescue/real-units.ts';
import { issuing, leaf, newByOld, newRoot, now, oldRoot, otherLeaf, otherRoot, updateHost } from '../trust/seed-pki.ts';

const catalogue = await catalogueOf([source(oldRoot.der), source(newRoot.der), source(issuing.der)], {
  version: 7,
  authorities: [{ subject: 'CN=Old Root X3', distrusted: '2021' }],
});
const long = serverView(updateHost, leaf.der, issuing.der, newByOld.der);
const short = serverView(updateHost, leaf.der, issuing.der);
const elsewhere = serverView(updateHost, otherLeaf.der);

function hashOnly(der: Uint8Array<ArrayBuffer>): Anchor {
  const { spkiSha256 } = pemAnchor(der);
  const foundIn = { partition: 'ota_0', slot: 'ota_0' };
  return { kind: 'hash-only', spkiSha256, subject: '', foundIn, encoding: 'release-catalogue', usable: true };
}

describe('an anchor in the catalogue of roots', () => {
  it('is known by its certificate, or by its key alone, or not at all', () => {
    const anchors = [oldRoot, newByOld, otherRoot].map(({ der }) => pemAnchor(der));
    expect(matchAnchors(anchors, catalogue).map(({ knownRoot }) => knownRoot)).toEqual([
      {
        known: true,
        value: {
          name: 'CN=Old Root X3',
          by: 'certificate',
          edition: 7,
          until: '2021-01-01T00:00:00.000Z',
          distrusted: '2021',
        },
      },
      { known: true, value: { name: 'CN=New Root X1', by: 'key', edition: 7, until: '2035-01-01T00:00:00.000Z' } },
      { known: false, reason: 'not-present' },
    ]);
  });

  it('gives name and key to a hash, and says that it did', () => {
    const [known, unknown] = matchAnchors([hashOnly(newRoot.der), hashOnly(otherRoot.der)], catalogue);
    const { subject } = certificateOf(newRoot.der);
    expect(known).toMatchObject({
      kind: 'name+key',
      evidence: 'catalogue',
      subject: 'CN=New Root X1',
      subjectDer: Buffer.from(subject.der).toString('base64'),
      encoding: 'release-catalogue',
      knownRoot: { known: true, value: { by: 'key' } },
    });
    expect(unknown).toEqual({ ...hashOnly(otherRoot.der), knownRoot: { known: false, reason: 'not-present' } });
  });

  it('takes no name for a hash whose key goes by two', async () => {
    const twins = ['Twin A', 'Twin B'].map((name) => issueCa(name, ecKey('twins')));
    const [twin] = twins;
    if (twin === undefined) return expect.unreachable();
    const both = await catalogueOf(twins.map(({ der }) => source(der)));
    const [anchor] = matchAnchors([hashOnly(twin.der)], both);
    expect([anchor?.kind, anchor?.knownRoot?.known]).toEqual(['hash-only', true]);
  });

  it('is matched the same again, and reads back from a file', () => {
    const anchors = [pemAnchor(oldRoot.der), hashOnly(newRoot.der), hashOnly(otherRoot.der)];
    const facts = withKnownRoots(unitFacts({ anchors }), catalogue);
    expect(withKnownRoots(facts, catalogue)).toEqual(facts);
    const json = JSON.stringify(facts);
    expect(parseFacts(json)).toMatchObject({ ok: true, value: { trust: facts.trust } });
    expect(parseFacts(json.replace('"edition":7', '"edition":"7"'))).toMatchObject({
      problem: { params: { member: 'trust.anchors.0.knownRoot.value.edition' } },
    });
    expect(withKnownRoots(facts, undefined)).toBe(facts);
  });
});

describe('a unit of which only a hash is known that the catalogue knows', () => {
  const facts = (dates: boolean, der = newRoot.der) =>
    withKnownRoots(
      unitFacts({ anchors: [hashOnly(der)], dateCheck: { known: true, value: dates }, hosts: [updateHost] }),
      catalogue,
    );

  it('is judged, where without the catalogue it is not', async () => {
    expect((await judge(facts(false), short, { now })).status).toBe('reachable');
    const stranded = await judge(facts(false), elsewhere, { now });
    expect([stranded.status, stranded.reasons[0]?.code]).toEqual(['stranded', 'no-path']);
    expect((await judge(unitFacts({ anchors: [hashOnly(newRoot.der)] }), elsewhere, { now })).status).toBe('unknown');
  });

  it('is not taken for reachable where it checks dates, because its own certificate may have ended', async () => {
    const verdict = await judge(facts(true), short, { now });
    expect([verdict.status, verdict.reasons[0]?.code]).toEqual(['unknown', 'anchor-hash-only']);
    expect((await judge(facts(true), elsewhere, { now })).status).toBe('stranded');
  });

  it('stays unknown where the catalogue does not know it', async () => {
    expect((await judge(facts(false, otherRoot.der), short, { now })).status).toBe('unknown');
  });

  it('is not promised a rescue where it checks dates', async () => {
    const outcome = async (dates: boolean) => {
      const fleet = [{ name: 'unit', facts: facts(dates, oldRoot.der) }];
      return (await planRescue({ fleet, server: long, catalogue, now })).perClass[0]?.outcome;
    };
    expect([await outcome(false), await outcome(true)]).toEqual(['served', 'none']);
  });
});

describeWithShared('the catalogue that comes with the product', () => {
  it('knows DST Root CA X3 by its certificate', () => {
    const [der] = realCertificates('roots/DST-Root-CA-X3');
    if (der === undefined) return expect.unreachable();
    const [anchor] = matchAnchors([pemAnchor(der)], shippedCatalogue());
    expect(anchor?.knownRoot).toMatchObject({
      known: true,
      value: {
        name: 'CN=DST Root CA X3, O=Digital Signature Trust Co.',
        by: 'certificate',
        until: '2021-09-30T14:01:15.000Z',
      },
    });
  });
});
