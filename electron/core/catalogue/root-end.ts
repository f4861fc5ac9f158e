import type { Catalogue } from './catalogue.ts';

/** Milliseconds since 1970 at which the certificate ends that a key signed for itself, the last where there are several. */
export function rootEnd(spkiSha256: string, { byKey }: Catalogue): number | undefined {
  const own = (byKey.get(spkiSha256) ?? []).filter(({ signer, authority }) => signer === authority);
  return own.length === 0 ? undefined : Math.max(...own.map(({ notAfter }) => notAfter));
}
