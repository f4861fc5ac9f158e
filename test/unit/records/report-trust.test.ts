import { expect, it } from 'vitest';
import type { TrustFacts } from '../../../electron/core/inspect/facts.ts';
import { parseRecordBody } from '../../../electron/core/records/record-schema.ts';
import { renderReportHtml } from '../../../electron/core/records/report-html.ts';
import { chainOf } from '../../support/record-chain.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { sampleRecord } from '../../support/sample-record.ts';

/** The page of the sample record whose unit was not read again, with this in its trust. */
async function pageWith(change: (trust: TrustFacts) => object): Promise<string> {
  const { report, factsBefore, ...body } = sampleRecord();
  const trust = { ...factsBefore.trust, ...change(factsBefore.trust) };
  const record = { ...body, factsBefore: { ...factsBefore, trust }, report: { ...report, factsAfter: undefined } };
  const parsed = parseRecordBody(JSON.parse(JSON.stringify(record)));
  if (!parsed.ok) throw new Error(parsed.problem.code);
  return renderReportHtml(await chainOf([parsed.value]), englishTexts);
}

it('shows what the catalogue says of an anchor and in which file it lies', async () => {
  const value = { name: 'CN=x', by: 'key', edition: 1, until: '2031-05-06T00:00:00.000Z', distrusted: '2021' };
  const page = await pageWith(({ anchors: [anchor] }) => ({
    anchors: [
      {
        ...anchor,
        kind: 'name+key',
        evidence: 'catalogue',
        foundIn: { partition: 'storage', item: '/certs/<root>.pem' },
        knownRoot: { known: true, value },
      },
      { ...anchor, spkiSha256: 'ab'.repeat(32), knownRoot: { known: false, reason: 'not-present' } },
    ],
  }));
  for (const text of [
    'until 2031-05-06 by the catalogue of roots',
    'the unit shows its hash only',
    'browsers trust it no more from 2021',
    'not in the catalogue of roots',
    '/certs/&lt;root&gt;.pem',
  ]) {
    expect(page).toContain(text);
  }
});

it('shows how certificates are checked, and what the unit shows of itself', async () => {
  const page = await pageWith(() => ({
    dateCheckEvidence: 'idf-default',
    mbedTlsVersion: { known: true, value: '2.16.12' },
    tls: { explainsRefusals: true, setsClock: true, inputBuffer: { known: true, value: 4096 } },
    identities: [
      {
        partition: 'esp_secure_cert',
        layout: 'tlv',
        certificates: [{ role: 'device', subject: 'CN=unit-7', notAfter: '2036-01-01T00:00:00.000Z' }],
        privateKeys: ['none'],
      },
    ],
  }));
  for (const text of [
    'not checked unless the build turns it on',
    'Mbed TLS 2.16.12.',
    'seems to hold 4096 bytes',
    'Device identity in esp_secure_cert: 1 certificate, 1 private key.',
    'Its own certificate is CN=unit-7, until 2036-01-01.',
    'A private key lies open in flash.',
  ]) {
    expect(page).toContain(text);
  }
});

it('shows records from before these were known as they were', async () => {
  const page = await pageWith(() => ({ tls: undefined, identities: undefined, dateCheckEvidence: undefined }));
  expect(page).not.toContain('catalogue of roots');
  expect(page).not.toContain('Device identity');
});
