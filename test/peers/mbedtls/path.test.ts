import { expect, it } from 'vitest';
import { encodeHex } from '../../../electron/core/bytes/hex.ts';
import type { Certificate } from '../../../electron/core/trust/certificate.ts';
import { verifyServer } from '../../../electron/core/trust/handshake.ts';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { describeWithShared } from '../../support/shared.ts';
import { type RandomCase, randomCases } from './random-cases.ts';
import { describeWithReferee, mbedTlsReferee } from './referee.ts';
import { sharedCertificates } from './shared-certificates.ts';

const referee = await mbedTlsReferee();

function question({ chain, anchors, host, clock }: RandomCase): string {
  const list = (certificates: readonly Certificate[]) => certificates.map(({ der }) => encodeHex(der)).join(',');
  return `verify ${clock / 1000} ${host ?? '-'} ${list(chain)} ${list(anchors)}`;
}

describeWithReferee(referee, 'a real Mbed TLS and ours', ({ version, ask }) => {
  describeWithShared('over real certificates', () => {
    it('decide 4,000 random chains alike, code and flags', async () => {
      const profile = mbedTlsProfile(version);
      const cases = randomCases(sharedCertificates(), 4000, 0x5eed);
      const theirs = await ask(cases.map(question));
      const seen = new Set<string>();
      for (const [index, { chain, anchors, host, clock }] of cases.entries()) {
        const trusted = anchors.map((certificate) => ({ ...certificate, certificate }));
        const { code, flags } = await verifyServer({ chain, store: { kind: 'list', trusted }, host, clock, profile });
        const ours = `${code.toString(16)} ${flags.toString(16)}`;
        expect(ours, `case ${index}`).toBe(theirs[index]);
        seen.add(ours);
      }
      console.info(`Mbed TLS ${version}: ${cases.length} verdicts equal, ${seen.size} different ones among them`);
      expect(seen.size).toBeGreaterThan(20);
    });
  });
});
