import { readFileSync } from 'node:fs';
import {
  buildCatalogue,
  encodeCatalogue,
  type SourceCertificate,
} from '../../electron/core/catalogue/build-catalogue.ts';
import { type Catalogue, parseCatalogue } from '../../electron/core/catalogue/catalogue.ts';
import type { CatalogueNotes } from '../../electron/core/catalogue/catalogue-notes.ts';
import { type Certificate, parseCertificate } from '../../electron/core/trust/certificate.ts';

/** The catalogue that comes with the product. */
export function shippedCatalogue(): Catalogue {
  return parseCatalogue(readFileSync('resources/trust/catalogue.json'));
}

export function certificateOf(der: Uint8Array<ArrayBuffer>): Certificate {
  const certificate = parseCertificate(der);
  if (!certificate.ok) throw new Error(certificate.problem.code);
  return certificate.value;
}

export function source(der: Uint8Array<ArrayBuffer>): SourceCertificate {
  return { certificate: certificateOf(der) };
}

/** A catalogue of these certificates and nothing else. */
export async function catalogueOf(
  sources: readonly SourceCertificate[],
  notes: Partial<CatalogueNotes> = {},
): Promise<Catalogue> {
  const whole: CatalogueNotes = { version: 1, date: '2026-11-22', authorities: [], issuers: [], ...notes };
  const document = await buildCatalogue(sources, whole);
  return parseCatalogue(new TextEncoder().encode(encodeCatalogue(document)));
}
