import { expect, it } from 'vitest';
import { encodeHex } from '../../../electron/core/bytes/hex.ts';
import type { Certificate } from '../../../electron/core/trust/certificate.ts';
import { verifyServer } from '../../../electron/core/trust/handshake.ts';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { mbedTlsRefusal } from '../../../electron/core/trust/mbedtls-refusal.ts';
import { describeWithShared } from '../../support/shared.ts';
import { madeCertificates, madeClocks, madeHosts } from './made-certificates.ts';
import { dice, type RandomCase, randomCases } from './random-cases.ts';
import { describeWithReferee, mbedTlsReferee, type Referee } from './referee.ts';
import { sharedCertificates } from './shared-certificates.ts';

const referee = await mbedTlsReferee();

function question({ chain, anchors, host, clock }: RandomCase): string {
  const list = (certificates: readonly Certificate[]) => certificates.map(({ der }) => encodeHex(der)).join(',');
  return `verify ${clock / 1000} ${host ?? '-'} ${list(chain)} ${list(anchors)}`;
}

/** Has both decide every case; gives how many different verdicts there were. */
async function compare(cases: readonly RandomCase[], { version, ask }: Referee): Promise<number> {
  const profile = mbedTlsProfile(version);
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
  return seen.size;
}

describeWithReferee(referee, 'a real Mbed TLS and ours', (mbedTls) => {
  describeWithShared('over real certificates', () => {
    it('decide 4,000 random chains alike, code and flags', async () => {
      expect(await compare(randomCases(sharedCertificates(), 4000, 0x5eed), mbedTls)).toBeGreaterThan(20);
    });
  });

  it('decide 4,000 chains of certificates alike that no authority should issue', async () => {
    const { parsing } = mbedTlsProfile(mbedTls.version);
    const throws = dice(0xbad);
    const made = madeCertificates(throws, 500);
    const codes = await mbedTls.ask(made.map(({ der }) => `parse ${encodeHex(der)}`));
    expect(made.map(({ der }) => (mbedTlsRefusal(der, parsing) ?? 0).toString(16))).toEqual(codes);
    const readable = made.filter((_, index) => codes[index] === '0');
    const cases = randomCases(readable, 4000, 0xbad).map((one) => ({
      ...one,
      host: throws.pick(madeHosts),
      clock: throws.pick(madeClocks),
    }));
    expect(await compare(cases, mbedTls)).toBeGreaterThan(40);
  });
});
