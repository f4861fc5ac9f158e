import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { assembleChain } from '../../../electron/core/rescue/assemble-chain.ts';
import { planRescue } from '../../../electron/core/rescue/rescue.ts';
import { catalogueOf, certificateOf, source } from '../../support/catalogue.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import { issuing, leaf, newByOld, newRoot, now, oldRoot, updateHost } from '../trust/seed-pki.ts';

const offer = {
  subjects: ['CN=Issuing R3'],
  operator: 'Somebody',
  access: 'acme' as const,
  leafKey: 'RSA' as const,
  leafSize: 1300,
  delivers: [],
};

async function listenerFor(server: ReturnType<typeof serverView> | undefined) {
  const catalogue = await catalogueOf(
    [oldRoot, newRoot, newByOld, issuing].map(({ der }) => source(der)),
    { issuers: [offer] },
  );
  const facts = unitFacts({ anchors: [pemAnchor(oldRoot.der, 'ota_0')], hosts: [updateHost] });
  const [listener] = (await planRescue({ fleet: [{ name: 'unit', facts }], server, catalogue, now })).listeners;
  if (listener === undefined) throw new Error('no rescue');
  return listener;
}

const atHand = new Map([leaf, issuing, newByOld].map(({ der }) => [certificateOf(der).sha256, certificateOf(der)]));

describe('assembling the file of a listener', () => {
  it('gives the whole chain in sent order where the leaf is at hand', async () => {
    const { kind, pem, missing } = assembleChain(
      await listenerFor(serverView(updateHost, leaf.der, issuing.der)),
      atHand,
    );
    expect([kind, missing]).toEqual(['fullchain', []]);
    const ders = findPemCertificates(Buffer.from(pem ?? '')).map(({ der }) => Buffer.from(der));
    expect(ders).toEqual([leaf, issuing, newByOld].map(({ der }) => Buffer.from(der)));
    expect(new X509Certificate(pem ?? '').subject).toContain(updateHost);
    expect(pem).toContain('# CN=New Root X1\n# < CN=Old Root X3\n# 2024-01-01\n');
  });

  it('gives what is to be appended where the leaf is yet to be issued', async () => {
    const listener = await listenerFor(undefined);
    expect(listener).toMatchObject({ leaf: 'to-be-issued', issuer: { operator: 'Somebody', leafKey: 'RSA' } });
    const { kind, pem } = assembleChain(listener, atHand);
    expect(kind).toBe('append');
    expect(findPemCertificates(Buffer.from(pem ?? '')).map(({ der }) => Buffer.from(der))).toEqual([
      Buffer.from(newByOld.der),
    ]);
  });

  it('gives no file with a hole, and names what is missing', async () => {
    const listener = await listenerFor(serverView(updateHost, leaf.der, issuing.der));
    const { pem, missing } = assembleChain(listener, new Map());
    expect(pem).toBeUndefined();
    expect(missing.map(({ subject }) => subject)).toEqual([`CN=${updateHost}`, 'CN=Issuing R3', 'CN=New Root X1']);
  });

  it('takes facts for no certificate', async () => {
    const catalogue = await catalogueOf([oldRoot, newRoot, newByOld, issuing].map(({ der }) => source(der)));
    const { missing } = assembleChain(await listenerFor(undefined), catalogue.bySha256);
    expect(missing).toHaveLength(1);
  });
});
