import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildCatalogue, encodeCatalogue } from '../../../electron/core/catalogue/build-catalogue.ts';
import { findAuthorities, parseCatalogue } from '../../../electron/core/catalogue/catalogue.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { verifySignature } from '../../../electron/core/trust/verify-signature.ts';
import { catalogueOf, certificateOf, shippedCatalogue, source } from '../../support/catalogue.ts';
import { ecKey, issue, issueCa, rsaKey } from '../../support/pki.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { issuing, leaf, newByOld, newRoot, oldRoot } from '../trust/seed-pki.ts';

const notes = { version: 3, date: '2026-11-22', authorities: [], issuers: [] };

describe('building a catalogue', () => {
  it('finds which key signed which, and gives the same bytes for any order of input', async () => {
    const certificates = [oldRoot, newRoot, newByOld, issuing].map(({ der }) => source(der));
    const forward = encodeCatalogue(await buildCatalogue(certificates, notes));
    const backward = encodeCatalogue(await buildCatalogue([...certificates, ...certificates].reverse(), notes));
    expect(backward).toBe(forward);
    const catalogue = parseCatalogue(new TextEncoder().encode(forward));
    expect(catalogue.version).toBe(3);
    expect(catalogue.certificates).toHaveLength(4);
    const crossSign = catalogue.bySha256.get(certificateOf(newByOld.der).sha256);
    expect(crossSign?.signer?.name.text).toBe('CN=Old Root X3');
    expect(catalogue.byKey.get(certificateOf(newRoot.der).publicKey.sha256)).toHaveLength(2);
  });

  it('takes a name for no proof: a forged cross-sign has no signer', async () => {
    const forger = issueCa('Old Root X3', rsaKey('forger'));
    const forged = issueCa('New Root X1', rsaKey('new'), forger);
    const catalogue = await catalogueOf([oldRoot, newRoot, forged].map(({ der }) => source(der)));
    const entry = catalogue.bySha256.get(certificateOf(forged.der).sha256);
    expect(entry?.signer).toBeUndefined();
    const [oldKey, forgerKey] = [oldRoot, forger].map(({ der }) => certificateOf(der).publicKey);
    if (entry === undefined || oldKey === undefined || forgerKey === undefined) throw new Error('not there');
    expect([await verifySignature(entry, oldKey), await verifySignature(entry, forgerKey)]).toEqual(['bad', 'bad']);
  });

  it('leaves out what may sign nothing, and keeps roots of version 1', async () => {
    const old = issue({ name: 'Version One', key: ecKey('v1'), version: 1 });
    const catalogue = await catalogueOf([leaf, old, oldRoot].map(({ der }) => source(der)));
    expect(catalogue.certificates.map(({ subject }) => subject.text)).toEqual(['CN=Old Root X3', 'CN=Version One']);
    expect(catalogue.certificates[1]).toMatchObject({ version: 1, isCa: false });
  });

  it('keeps constraints, and whatever is said of a certificate more than once', async () => {
    const certificate = certificateOf(issuing.der);
    const catalogue = await catalogueOf([
      { certificate, revoked: true },
      { certificate, url: 'https://ca.example/issuing.pem' },
    ]);
    expect(catalogue.certificates[0]).toMatchObject({
      pathLength: 0,
      keyUsage: 0x06,
      size: issuing.der.length,
      revoked: true,
      url: 'https://ca.example/issuing.pem',
      signer: undefined,
    });
  });

  it('refuses notes on what is not there', async () => {
    const issuers = [
      {
        subjects: ['CN=Nobody'],
        operator: 'x',
        access: 'acme' as const,
        leafKey: 'RSA' as const,
        leafSize: 1300,
        delivers: [],
      },
    ];
    await expect(catalogueOf([source(oldRoot.der)], { issuers })).rejects.toThrow(RangeError);
  });
});

describe('the shipped catalogue', () => {
  it('is small and holds facts only', () => {
    const text = readFileSync('resources/trust/catalogue.json', 'latin1');
    expect(text.length).toBeLessThan(1 << 20);
    expect(text).not.toContain('BEGIN CERTIFICATE');
  });

  it('knows how ISRG Root X1 hangs below DST Root CA X3, and who uses it', () => {
    const catalogue = shippedCatalogue();
    const [root] = findAuthorities(catalogue, 'cn=isrg root x1');
    expect(root?.usedBy).toContain("Let's Encrypt");
    expect(root?.mozilla).toEqual({ websites: true, until: '2030-06-04' });
    const crossSign = catalogue.byKey
      .get(root?.publicKey.sha256 ?? '')
      ?.find(({ signer }) => signer?.name.text.includes('DST Root CA X3'));
    expect(crossSign?.size).toBe(1380);
    expect(crossSign?.url).toBe('https://letsencrypt.org/certs/isrg-root-x1-cross-signed.pem');
  });

  it('names an issuer for whom every certificate that it hands out is described', () => {
    const catalogue = shippedCatalogue();
    const offers = catalogue.authorities.flatMap(({ issues }) => issues ?? []);
    expect(offers.length).toBeGreaterThan(10);
    const delivered = new Set(offers.flatMap(({ delivers }) => delivers));
    expect([...delivered].filter((sha256) => !catalogue.bySha256.has(sha256))).toEqual([]);
    expect([...delivered].filter((sha256) => catalogue.bySha256.get(sha256)?.revoked)).toEqual([]);
  });
});

describeWithShared('the shipped catalogue against its certificates', () => {
  it('describes each as it is, and verified every signer', async () => {
    const catalogue = shippedCatalogue();
    const folders = ['roots', 'cross', 'intermediates', 'letsencrypt', 'bundles'];
    const files = folders.flatMap((folder) =>
      readdirSync(sharedPath('certs', folder)).map((name) => readFileSync(sharedPath('certs', folder, name))),
    );
    const certificates = files.flatMap((file) => findPemCertificates(file)).map(({ der }) => certificateOf(der));
    const known = new Set<string>();
    for (const certificate of certificates) {
      const entry = catalogue.bySha256.get(certificate.sha256);
      if (entry === undefined || known.has(certificate.sha256)) continue;
      known.add(certificate.sha256);
      const { size, notBefore, notAfter, pathLength, keyUsage, isCa, version, extendedKeyUsage } = certificate;
      expect(entry).toMatchObject({ size, notBefore, notAfter, pathLength, keyUsage, isCa, version, extendedKeyUsage });
      expect(entry.subject.der).toEqual(certificate.subject.der);
      expect(entry.issuer.der).toEqual(certificate.issuer.der);
      expect(entry.publicKey.der).toEqual(certificate.publicKey.der);
      if (entry.signer) expect(await verifySignature(certificate, entry.signer.publicKey)).toBe('good');
    }
    expect(known.size).toBe(catalogue.certificates.length);
    console.info(`${known.size} certificates described, ${certificates.length} read`);
  });

  it('is what the build script makes of them', async () => {
    const out = await mkdtemp(join(tmpdir(), 'unstrand-catalogue-'));
    const folders = ['roots', 'cross', 'intermediates', 'letsencrypt', 'bundles'].map((name) =>
      sharedPath('certs', name),
    );
    await promisify(execFile)(process.execPath, ['resources/trust/build.ts', '--out', out, ...folders]);
    expect(await readFile(join(out, 'catalogue.json'), 'utf8')).toBe(
      readFileSync('resources/trust/catalogue.json', 'utf8'),
    );
    await rm(out, { recursive: true });
  });
});
