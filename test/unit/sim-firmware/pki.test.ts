import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { syntheticPki, updateHost } from '../../../electron/sim/firmware/pki.ts';

describe('synthetic PKI', () => {
  const pki = syntheticPki();
  const certificates = (pem: string) =>
    pem.split(/(?<=-----END CERTIFICATE-----\n)/).map((one) => new X509Certificate(one));
  const [oldRoot, newRoot, foreignRoot] = [pki.oldRoot, pki.newRoot, pki.foreignRoot].map((pem) => {
    const [root] = certificates(pem);
    if (!root) throw new Error('no certificate');
    return root;
  });

  it('is the same in every process', () => {
    expect(
      sha256Hex(new TextEncoder().encode(pki.oldRoot + pki.chains.crossSigned + pki.chains.moved)),
    ).toMatchInlineSnapshot(`"bc8d35260378513c28ba7b731cd3df5c6f991cf8cd0e193fbc785f54330ba507"`);
  });

  it('lets the cross-signed chain lead to the old root, and the other chains only elsewhere', () => {
    expect(leadsTo(certificates(pki.chains.crossSigned), oldRoot)).toBe(true);
    expect(leadsTo(certificates(pki.chains.newOnly), newRoot)).toBe(true);
    expect(leadsTo(certificates(pki.chains.newOnly), oldRoot)).toBe(false);
    expect(leadsTo(certificates(pki.chains.moved), foreignRoot)).toBe(true);
    expect(leadsTo(certificates(pki.chains.moved), oldRoot)).toBe(false);
  });

  it('names the update host in every leaf', () => {
    for (const chain of Object.values(pki.chains)) {
      expect(certificates(chain)[0]?.checkHost(updateHost)).toBe(updateHost);
    }
  });

  it('gives the cross-sign the name and key of the new root', () => {
    const [crossSign] = certificates(pki.crossSign);
    expect(crossSign?.subject).toBe(newRoot?.subject);
    expect(crossSign?.publicKey.equals(newRoot?.publicKey ?? crossSign.publicKey)).toBe(true);
    expect(crossSign?.issuer).toBe(oldRoot?.subject);
  });
});

/** Whether each certificate is signed by the next and the last by the root. */
function leadsTo(chain: X509Certificate[], root: X509Certificate | undefined): boolean {
  return [...chain.slice(1), root].every((issuer, index) => {
    const certificate = chain[index];
    return issuer && certificate?.verify(issuer.publicKey) && certificate.checkIssued(issuer);
  });
}
