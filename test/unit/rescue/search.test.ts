import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../electron/core/bytes/base64.ts';
import type { Catalogue } from '../../../electron/core/catalogue/catalogue.ts';
import { parseCatalogue } from '../../../electron/core/catalogue/catalogue.ts';
import { createPool } from '../../../electron/core/rescue/certificate-pool.ts';
import { findChains, maxChainLength } from '../../../electron/core/rescue/chain-search.ts';
import { planRescue } from '../../../electron/core/rescue/rescue.ts';
import { catalogueOf, certificateOf, source } from '../../support/catalogue.ts';
import { ecKey, issue, issueCa } from '../../support/pki.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import { issuing, leaf, newByOld, newRoot, now, oldRoot, otherLeaf, otherRoot, updateHost } from '../trust/seed-pki.ts';

async function chainsOf(
  leafDer: Uint8Array<ArrayBuffer>,
  catalogue: Catalogue,
  anchors: readonly Uint8Array<ArrayBuffer>[],
) {
  const authorities = anchors.map(certificateOf);
  const pool = await createPool(catalogue, [certificateOf(leafDer)], authorities);
  const keys = new Set(authorities.map(({ publicKey }) => publicKey.sha256));
  const { chains, complete } = await findChains(certificateOf(leafDer), pool, keys);
  const names = chains.map((chain) => chain.map(({ subject }) => subject.text.slice(3)).join(' < '));
  return { names, complete };
}

describe('searching chains upward', () => {
  it('gives each chain whose top an anchor signed, the short one first, and no root', async () => {
    const catalogue = await catalogueOf([oldRoot, newRoot, newByOld, issuing].map(({ der }) => source(der)));
    const { names } = await chainsOf(leaf.der, catalogue, [oldRoot.der, newRoot.der]);
    expect(names).toEqual([`${updateHost} < Issuing R3`, `${updateHost} < Issuing R3 < New Root X1`]);
  });

  it('ends in loops of cross-signs', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name: `Loop ${name}`, key: ecKey(`loop ${name}`) }));
    if (!a || !b || !c) throw new Error('not there');
    const pairs = [
      [a, b],
      [b, a],
      [b, c],
      [c, a],
      [a, c],
      [c, b],
      [a, oldRoot],
    ] as const;
    const loop = pairs.map(([subject, by]) => issueCa(subject.name, subject.key, by));
    const end = issue({ name: updateHost, key: ecKey('loop leaf'), by: b, dnsNames: [updateHost] });
    const catalogue = await catalogueOf([...loop, oldRoot].map(({ der }) => source(der)));
    const { names, complete } = await chainsOf(end.der, catalogue, [oldRoot.der]);
    expect(complete).toBe(true);
    expect(names).toEqual([`${updateHost} < Loop b < Loop a`, `${updateHost} < Loop b < Loop c < Loop a`]);
  });

  it('takes no signature on trust: a leaf whose issuer only has the right name leads nowhere', async () => {
    const twin = { name: 'Issuing R3', key: ecKey('twin of R3') };
    const forged = issue({ name: updateHost, key: ecKey('forged leaf'), by: twin });
    const catalogue = await catalogueOf([oldRoot, newRoot, newByOld, issuing].map(({ der }) => source(der)));
    expect((await chainsOf(forged.der, catalogue, [oldRoot.der])).names).toEqual([]);
  });

  it('never sends what is revoked', async () => {
    const catalogue = await catalogueOf([
      ...[oldRoot, newRoot, issuing].map(({ der }) => source(der)),
      { ...source(newByOld.der), revoked: true },
    ]);
    expect((await chainsOf(leaf.der, catalogue, [oldRoot.der])).names).toEqual([]);
  });

  it('uses certificates that the operator gives besides the catalogue', async () => {
    const catalogue = await catalogueOf([source(oldRoot.der)]);
    const facts = unitFacts({ anchors: [pemAnchor(oldRoot.der, 'ota_0')], hosts: [updateHost] });
    const request = { fleet: [{ name: 'unit', facts }], server: serverView(updateHost, leaf.der), catalogue, now };
    expect((await planRescue(request)).perClass[0]?.outcome).toBe('none');
    const atHand = [issuing, newByOld].map(({ der }) => certificateOf(der));
    const { perClass, listeners } = await planRescue({ ...request, atHand });
    expect(perClass[0]).toMatchObject({ outcome: 'rescued', anchor: { subject: 'CN=Old Root X3' } });
    expect(listeners[0]?.append).toEqual(atHand.map(({ sha256 }) => sha256));
  });

  it('knows an anchor by its hash alone where the catalogue holds its key', async () => {
    const { spkiSha256 } = pemAnchor(oldRoot.der, 'ota_0');
    const hashed = {
      kind: 'hash-only' as const,
      spkiSha256,
      subject: '',
      foundIn: { partition: 'ota_0', slot: 'ota_0' },
      encoding: 'release-catalogue' as const,
      usable: true,
    };
    const facts = unitFacts({ anchors: [hashed], hosts: [updateHost] });
    const catalogue = await catalogueOf([oldRoot, newRoot, newByOld, issuing].map(({ der }) => source(der)));
    const server = serverView(updateHost, leaf.der, issuing.der);
    const known = await planRescue({ fleet: [{ name: 'unit', facts }], server, catalogue, now });
    expect(known.perClass[0]?.outcome).toBe('rescued');
    const foreign = await catalogueOf([source(otherRoot.der)]);
    const unknown = await planRescue({ fleet: [{ name: 'unit', facts }], server, catalogue: foreign, now });
    expect(unknown.perClass[0]?.outcome).toBe('unknown-anchors');
  });

  it('refuses the leaf of another host', async () => {
    const catalogue = await catalogueOf([oldRoot, newRoot, newByOld, issuing].map(({ der }) => source(der)));
    const facts = unitFacts({ anchors: [pemAnchor(otherRoot.der, 'ota_0')], hosts: ['elsewhere.example'] });
    const server = serverView(undefined, otherLeaf.der);
    const { perClass } = await planRescue({ fleet: [{ name: 'unit', facts }], server, catalogue, now });
    expect(perClass[0]?.outcome).toBe('none');
  });
});

/** A catalogue of `layers × width` authorities, each signed by every one of the layer above: a maze of cross-signs. */
function maze(layers: number, width: number): Catalogue {
  const authorities = Array.from({ length: layers * width + 1 }, (_, index) => {
    const { der } = issueCa(`Maze ${index}`, ecKey('maze'));
    const spki = Uint8Array.from(ecKey('maze').spki);
    new DataView(spki.buffer).setUint32(spki.length - 4, index);
    return { name: encodeBase64(certificateOf(der).subject.der), key: encodeBase64(spki) };
  });
  const last = authorities.length - 1;
  const certificates = authorities.slice(0, last).flatMap((_, subject) => {
    const layer = Math.floor(subject / width);
    const signers = layer === layers - 1 ? [last] : Array.from({ length: width }, (_, at) => (layer + 1) * width + at);
    return signers.map((signer) => ({
      sha256: (subject * 10_000 + signer).toString(16).padStart(64, '0'),
      subject,
      signer,
      from: '2020-01-01T00:00:00Z',
      until: '2040-01-01T00:00:00Z',
      size: 1000,
      algorithm: ['ECDSA', 'SHA-256'],
    }));
  });
  const offer = { operator: 'Maze', access: 'acme', leafKey: 'EC', leafSize: 1000, delivers: [] };
  const [first, ...rest] = authorities;
  const document = {
    schema: 1,
    version: 1,
    date: '2026-11-22',
    authorities: [{ ...first, issues: offer }, ...rest],
    certificates,
  };
  return parseCatalogue(new TextEncoder().encode(JSON.stringify(document)));
}

/** A unit that trusts the authority above the maze. */
function unitAbove({ authorities }: Catalogue) {
  const top = authorities.at(-1);
  if (top === undefined) throw new Error('not there');
  const anchor = {
    kind: 'name+key' as const,
    subjectDer: encodeBase64(top.name.der),
    spkiDer: encodeBase64(top.publicKey.der),
    spkiSha256: top.publicKey.sha256,
    subject: top.name.text,
    foundIn: { partition: 'ota_0', slot: 'ota_0' },
    encoding: 'pem' as const,
    usable: true,
  };
  return { name: 'unit', facts: unitFacts({ anchors: [anchor], hosts: [updateHost] }) };
}

async function timedPlan(catalogue: Catalogue) {
  const started = performance.now();
  const plan = await planRescue({ fleet: [unitAbove(catalogue)], server: undefined, catalogue, now });
  const elapsed = (performance.now() - started).toFixed(0);
  console.info(`rescue search over ${catalogue.certificates.length} certificates: ${elapsed} ms`);
  return plan;
}

describe('searching many certificates', () => {
  it('finds a way through 2,000 cross-signs, and prints how long it took', async () => {
    const catalogue = maze(4, 26);
    expect(catalogue.certificates.length).toBeGreaterThan(2000);
    const plan = await timedPlan(catalogue);
    expect(plan.perClass[0]?.outcome).toBe('rescued');
    expect(plan.listeners[0]?.chain).toHaveLength(5);
  });

  it.each([
    [maxChainLength - 1, 12],
    [3, 60],
  ])('is cut short in a maze of %i layers of %i, and says so', async (layers, width) => {
    const plan = await timedPlan(maze(layers, width));
    expect(plan.notes.map(({ code }) => code)).toContain('search-cut-short');
  });
});
