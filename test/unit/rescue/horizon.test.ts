import { expect, it } from 'vitest';
import { planRescue } from '../../../electron/core/rescue/rescue.ts';
import type { RescuePlan } from '../../../electron/core/rescue/rescue-plan.ts';
import { searchPath } from '../../../electron/core/trust/mbedtls-path.ts';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { certificateOf, shippedCatalogue } from '../../support/catalogue.ts';
import { describeWithShared } from '../../support/shared.ts';
import { now, pemUnit, realCertificates } from './real-units.ts';

function plan(anchor: string, dates: boolean): Promise<RescuePlan> {
  const facts = pemUnit(anchor, { dates, hosts: ['fw.example.com'] });
  return planRescue({
    fleet: [{ name: 'unit', facts }],
    server: undefined,
    catalogue: shippedCatalogue(),
    now: now + 123,
  });
}

/** Anchor; operator with dates off; common names of the chain above the leaf; until when with dates on, `dead` = no chain. */
type Row = readonly [anchor: string, operator: string, chain: readonly string[], until: string];

const usertrust = 'USERTrust RSA Certification Authority';
const rows: readonly Row[] = [
  ['roots/DST-Root-CA-X3', "Let's Encrypt", ['YR1', 'Root YR', 'ISRG Root X1'], 'dead'],
  ['roots/ISRG-Root-X1', "Let's Encrypt", ['YR1', 'Root YR'], '2032-09-02'],
  ['roots/ISRG-Root-X2', "Let's Encrypt", ['YE1', 'Root YE', 'ISRG Root X2'], '2032-09-02'],
  ['roots/GlobalSign-Root-CA', 'Google Trust Services', ['WR1', 'GTS Root R1'], '2028-01-28'],
  ['roots/GTS-Root-R1', 'Google Trust Services', ['WR1', 'GTS Root R1'], '2036-06-22'],
  [
    'cross/GTS-Root-R1--by--GlobalSign-Root-CA--2028-01-28-3ee0278d',
    'Google Trust Services',
    ['WR1', 'GTS Root R1'],
    '2028-01-28',
  ],
  [
    'cross/GTS-Root-R4--by--GlobalSign-Root-CA--2028-01-28-76b27b80',
    'Google Trust Services',
    ['WE1', 'GTS Root R4'],
    '2028-01-28',
  ],
  [
    'roots/Baltimore-CyberTrust-Root',
    'DigiCert',
    ['DigiCert TLS RSA SHA256 2020 CA1', 'DigiCert Global Root CA'],
    'dead',
  ],
  ['roots/DigiCert-Global-Root-G2', 'DigiCert', ['DigiCert Global G2 TLS RSA SHA256 2020 CA1'], '2038-01-15'],
  ['roots/Amazon-Root-CA-1', 'Amazon Web Services', ['Amazon RSA 2048 M01', 'Amazon Root CA 1'], '2038-01-17'],
  [
    'roots/Starfield-Services-Root-Certificate-Authority---G2',
    'Amazon Web Services',
    ['Amazon RSA 2048 M01', 'Amazon Root CA 1'],
    '2037-12-31',
  ],
  [
    'roots/Starfield-Class-2-Certification-Authority',
    'Amazon Web Services',
    ['Amazon RSA 2048 M01', 'Amazon Root CA 1', 'Starfield Services Root Certificate Authority - G2'],
    '2034-06-28',
  ],
  [
    'roots/AddTrust-External-CA-Root',
    'Sectigo',
    ['Sectigo Public Server Authentication CA DV R36', 'Sectigo Public Server Authentication Root R46', usertrust],
    'dead',
  ],
  [
    'roots/USERTrust-RSA-Certification-Authority',
    'Sectigo',
    ['Sectigo Public Server Authentication CA DV R36', 'Sectigo Public Server Authentication Root R46'],
    '2038-01-18',
  ],
  [
    'roots/USERTrust-ECC-Certification-Authority',
    'Sectigo',
    ['Sectigo Public Server Authentication CA DV E36', 'Sectigo Public Server Authentication Root E46'],
    '2038-01-18',
  ],
  [
    'roots/Go-Daddy-Class-2-Certification-Authority',
    'GoDaddy',
    ['Go Daddy Secure Certificate Authority - G2', 'Go Daddy Root Certificate Authority - G2'],
    '2031-05-30',
  ],
];

describeWithShared('roots found in firmware (TRUST §C)', () => {
  it.each(rows)('%s: %s', async (anchor, operator, chain, until) => {
    const undated = await plan(anchor, false);
    expect(undated.perClass[0]?.outcome).toBe('rescued');
    expect(undated.listeners[0]?.issuer?.operator).toBe(operator);
    expect(undated.listeners[0]?.chain.slice(1).map(({ subject }) => /CN=([^,]*)/.exec(subject)?.[1])).toEqual(chain);
    expect(undated.endsOn).toBeUndefined();
    const dated = await plan(anchor, true);
    expect(dated.endsOn?.slice(0, 10) ?? 'dead').toBe(until);
  });

  it('AAA Certificate Services ends on 2028-12-31, whoever issues', async () => {
    const { listeners, endsOn } = await plan('roots/AAA-Certificate-Services', true);
    expect(['SSL.com', 'Sectigo']).toContain(listeners[0]?.issuer?.operator);
    expect(endsOn).toBe('2028-12-31T23:59:59.000Z');
  });

  it.each([
    'GlobalSign-Root-CA---R2',
    'VeriSign-Class-3-Public-Primary-Certification-Authority---G5',
    'GeoTrust-Global-CA',
    'thawte-Primary-Root-CA',
    'Entrust-Root-Certification-Authority',
  ])('%s is dead, dates or not', async (root) => {
    const { listeners, perClass, notes } = await plan(`roots/${root}`, false);
    expect(listeners).toEqual([]);
    expect(perClass[0]).toMatchObject({ outcome: 'none', listener: undefined });
    expect(notes.map(({ code }) => code)).toEqual(['flash-the-rest']);
  });

  // Its cross-sign allows two authorities below it and Cloudflare's leaves have three: only the issuing authority itself fits.
  it('Certum Trusted Network CA cannot be reached by a leaf: the path length of its cross-sign is 2', async () => {
    expect((await plan('roots/Certum-Trusted-Network-CA', false)).perClass[0]?.outcome).toBe('none');
    const files = [
      'intermediates/Cloudflare-TLS-Issuing-RSA-CA-1--by--SSL.com-TLS-Transit-RSA-CA-R2--2033-10-28-cb89b4b5',
      'intermediates/SSL.com-TLS-Transit-RSA-CA-R2--by--SSL.com-TLS-RSA-Root-CA-2022--2037-10-17-ffe93044',
      'cross/SSL.com-TLS-RSA-Root-CA-2022--by--SSL.com-EV-Root-Certification-Authority-RSA-R2--2038-11-03-6bcb147d',
      'cross/SSL.com-EV-Root-Certification-Authority-RSA-R2--by--Certum-Trusted-Network-CA--2023-09-11-b97176f2',
    ];
    const [issuing, ...above] = files.flatMap(realCertificates).map(certificateOf);
    const trusted = realCertificates('roots/Certum-Trusted-Network-CA').map((der) => {
      const certificate = certificateOf(der);
      return { ...certificate, certificate };
    });
    if (issuing === undefined) throw new Error('not there');
    const profile = mbedTlsProfile('2.13.1');
    const asLeaf = await searchPath({
      chain: [issuing, ...above],
      trusted,
      host: undefined,
      clock: undefined,
      profile,
    });
    expect(asLeaf.code).toBe(0);
  });
});
