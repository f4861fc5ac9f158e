import { expect, it } from 'vitest';
import { encodeHex } from '../../../electron/core/bytes/hex.ts';
import type { Certificate } from '../../../electron/core/trust/certificate.ts';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { mbedTlsRefusal } from '../../../electron/core/trust/mbedtls-refusal.ts';
import { describeWithShared } from '../../support/shared.ts';
import { type Dice, dice } from './random-cases.ts';
import { describeWithReferee, mbedTlsReferee } from './referee.ts';
import { sharedCertificates } from './shared-certificates.ts';

const referee = await mbedTlsReferee();

/** A certificate with one to three octets changed, mostly tags and lengths near the front of something. */
function mutate({ der }: Certificate, throws: Dice): Uint8Array<ArrayBuffer> {
  const changed = der.slice();
  for (let times = 1 + throws.below(3); times > 0; times--) {
    const at = throws.below(changed.length);
    const octet = changed[at] ?? 0;
    changed[at] = throws.pick([octet ^ (1 << throws.below(8)), octet + 1, octet - 1, 0, 0x30, 0x80, throws.below(256)]);
  }
  return changed;
}

/** What is not modelled: the arithmetic behind a key (a point off its curve, a modulus too small). */
const notModelled = /^(4[cef]80|3b00)$/;

describeWithReferee(referee, 'parsers of a real Mbed TLS and ours', ({ version, ask }) => {
  describeWithShared('over real certificates', () => {
    it('take them all, and refuse 20,000 damaged ones with the same code', async () => {
      const { parsing } = mbedTlsProfile(version);
      const certificates = sharedCertificates();
      const throws = dice(0xdead);
      const damaged = Array.from({ length: 20_000 }, () => mutate(throws.pick(certificates), throws));
      const all = [...certificates.map(({ der }) => der), ...damaged];
      const theirs = await ask(all.map((der) => `parse ${encodeHex(der)}`));
      const different = new Map<string, number>();
      for (const [index, der] of all.entries()) {
        const ours = (mbedTlsRefusal(der, parsing) ?? 0).toString(16);
        if (ours !== theirs[index]) {
          const pair = `${theirs[index]} <> ${ours}`;
          different.set(pair, (different.get(pair) ?? 0) + 1);
        }
      }
      console.info(`Mbed TLS ${version}: ${new Set(theirs).size} different codes`);
      expect([...different].filter(([pair]) => !notModelled.test(pair.split(' ')[0] ?? ''))).toEqual([]);
      expect(new Set(theirs).size).toBeGreaterThan(25);
    });
  });
});
