import { fetchCertificate } from '../adapters/certificates/fetch-certificate.ts';
import { nodeRoots } from '../adapters/certificates/node-roots.ts';
import { decodeBase64 } from '../core/bytes/base64.ts';
import { findPemCertificates } from '../core/formats/pem.ts';
import type { UnitFacts } from '../core/inspect/facts.ts';
import type { RescuePlan } from '../core/rescue/rescue-plan.ts';
import { type Certificate, parseCertificate } from '../core/trust/certificate.ts';
import { readChain } from '../core/trust/trials.ts';
import type { ServerView } from '../core/trust/verdict.ts';
import { readFileCapped } from './read-file.ts';

const maxCertificateFileBytes = 1 << 20;

/** Certificates by SHA-256, bytes and all. */
export type CertificatesAtHand = Map<string, Certificate>;

/** The certificates in files that the operator gives: PEM, or one in DER. What is none is passed over. */
export async function readCertificateFiles(paths: readonly string[]): Promise<Certificate[]> {
  const files = await Promise.all(paths.map((path) => readFileCapped(path, maxCertificateFileBytes)));
  return files.flatMap((bytes) => parseAll([bytes, ...findPemCertificates(bytes).map(({ der }) => der)]));
}

/** Everything that is on this machine already: what the units hold, the server shows, and the operator gives. */
export function collectCertificates(
  fleet: readonly UnitFacts[],
  server: ServerView | undefined,
  given: readonly Certificate[],
): CertificatesAtHand {
  const anchors = fleet
    .flatMap(({ trust }) => trust.anchors)
    .flatMap((anchor) => (anchor.kind === 'certificate' ? parseAll([decodeBase64(anchor.certificate)]) : []));
  const served = server === undefined ? [] : readChain(server.chain);
  return new Map([...anchors, ...served, ...given].map((certificate) => [certificate.sha256, certificate]));
}

/** Fetches what the plan's chains still lack and an authority publishes. Throws `trust.certificate-*`. */
export async function fetchMissing(plan: RescuePlan, atHand: CertificatesAtHand, signal: AbortSignal): Promise<void> {
  for (const { sha256, url } of plan.listeners.flatMap(({ chain }) => chain)) {
    if (sha256 === undefined || url === undefined || atHand.has(sha256)) continue;
    for (const certificate of parseAll([await fetchCertificate(url, sha256, { signal })])) {
      atHand.set(sha256, certificate);
    }
  }
}

/** Whole certificates of a key, for tools that want a file: from what is at hand, else from Node's own roots. */
export function findRoot(spkiSha256: string, atHand: CertificatesAtHand): Certificate | undefined {
  const hasKey = ({ publicKey }: Certificate) => publicKey.sha256 === spkiSha256;
  return [...atHand.values()].find(hasKey) ?? parseAll(nodeRoots()).find(hasKey);
}

function parseAll(ders: readonly Uint8Array<ArrayBuffer>[]): Certificate[] {
  return ders.flatMap((der) => {
    const certificate = parseCertificate(der);
    return certificate.ok ? [certificate.value] : [];
  });
}
