import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import {
  buildCatalogue,
  encodeCatalogue,
  type RootProgramEntry,
  type SourceCertificate,
} from '../../electron/core/catalogue/build-catalogue.ts';
import { catalogueNotesSchema } from '../../electron/core/catalogue/catalogue-notes.ts';
import { findPemCertificates } from '../../electron/core/formats/pem.ts';
import { importSigner } from '../../electron/core/release/release-key.ts';
import { encodeSignature } from '../../electron/core/release/signature.ts';
import { parseCertificate } from '../../electron/core/trust/certificate.ts';

/*
 * npm run -s catalogue -- [--out FOLDER] [--key PRIVATE.pem] FOLDERS…
 * Writes catalogue.json from every PEM file below the folders and from notes.json; with a key, catalogue.sig too. The
 * folder `letsencrypt` is laid out like https://letsencrypt.org/certs/, with `_` for `/`.
 */
const here = import.meta.dirname;
const { values, positionals: folders } = parseArgs({
  options: { out: { type: 'string', default: here }, key: { type: 'string' } },
  allowPositionals: true,
});
if (folders.length === 0) throw new Error('usage: npm run -s catalogue -- [--out FOLDER] [--key PRIVATE.pem] FOLDERS…');

const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => join(folder, name)),
);
const sources = files.filter((file) => file.endsWith('.pem')).flatMap(readSources);
const rootProgram = files.filter((file) => /mozilla-nss-.*\.json$/.test(file)).flatMap(readRootProgram);
const notes = catalogueNotesSchema.parse(JSON.parse(readFileSync(join(here, 'notes.json'), 'utf8')));
const document = await buildCatalogue(sources, notes, rootProgram);
const bytes = new TextEncoder().encode(encodeCatalogue(document));
writeFileSync(join(values.out, 'catalogue.json'), bytes);
if (values.key !== undefined) {
  const signer = await importSigner(readFileSync(values.key, 'utf8'));
  writeFileSync(join(values.out, 'catalogue.sig'), await encodeSignature(bytes, signer));
}
const unsigned = document.certificates.filter(({ signer }) => signer === undefined).length;
console.log(
  `${relative('.', join(values.out, 'catalogue.json'))}: ${document.authorities.length} authorities, ` +
    `${document.certificates.length} certificates, ${document.certificates.length - unsigned} with a verified signer, ` +
    `${bytes.length} bytes`,
);

function readSources(file: string): SourceCertificate[] {
  const found = findPemCertificates(readFileSync(file));
  const published = /(?:^|[\\/])letsencrypt[\\/]/.test(file) ? basename(file) : undefined;
  return found.flatMap(({ der }) => {
    const certificate = parseCertificate(der);
    if (!certificate.ok) {
      console.warn(`${file}: left out, ${certificate.problem.code}`);
      return [];
    }
    const url = published && `https://letsencrypt.org/certs/${published.replace('_', '/')}`;
    return [{ certificate: certificate.value, url, revoked: published?.startsWith('revoked_') ?? false }];
  });
}

/** Rows of label, not before, not after, trust, distrust after, removal by policy, first digits of the SHA-256. */
function readRootProgram(file: string): RootProgramEntry[] {
  const rows = JSON.parse(readFileSync(file, 'utf8')) as (string | null)[][];
  return rows.map(([, , , trust, distrust, until, sha256Prefix]) => ({
    sha256Prefix: sha256Prefix ?? '',
    websites: trust === 'CKT_NSS_TRUSTED_DELEGATOR',
    until: until ?? '',
    distrustAfter: /^\d{12}Z$/.test(distrust ?? '')
      ? `20${distrust?.slice(0, 2)}-${distrust?.slice(2, 4)}-${distrust?.slice(4, 6)}`
      : undefined,
  }));
}
