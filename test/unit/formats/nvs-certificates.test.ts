import { describe, expect, it } from 'vitest';
import type { NvsEntry } from '../../../electron/core/formats/nvs.ts';
import { findNvsIdentity, trustCandidates } from '../../../electron/core/formats/nvs-certificates.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';

const { leaf, intermediate } = syntheticPki();
const derOf = (pem: string) => findPemCertificates(new TextEncoder().encode(pem))[0]?.der;

function entry(namespace: string, key: string, text: string, more: Partial<NvsEntry> = {}): NvsEntry {
  return { namespace, key, type: 'string', value: new TextEncoder().encode(`${text}\0`), intact: true, ...more };
}

describe('the identity that NVS holds', () => {
  it.each([
    ['esp_secure_cert', 'dev_cert', 'ca_cert', 'priv_key'],
    ['pre_prov', 'dev_cert', 'ca_cert', 'priv_key'],
    ['rmaker_creds', 'client_cert', 'ca_cert', 'client_key'],
  ])('%s: certificates by role, and only that there is a key', (namespace, own, signer, key) => {
    const identity = findNvsIdentity([
      entry(namespace, own, leaf),
      entry(namespace, signer, intermediate),
      entry(namespace, key, 'SECRET'),
      entry(namespace, 'node_id', 'n'),
      entry('app', 'ca_cert', leaf),
    ]);
    expect(identity).toEqual({
      layout: 'nvs',
      certificates: [
        { role: 'device', der: derOf(leaf), intact: true },
        { role: 'signer', der: derOf(intermediate), intact: true },
      ],
      privateKeys: ['none'],
      damagedEntries: 0,
    });
  });

  it('says that a value is damaged, and that there is none at all', () => {
    const damaged = findNvsIdentity([entry('pre_prov', 'dev_cert', 'cut', { intact: false })]);
    expect(damaged).toMatchObject({ certificates: [], damagedEntries: 1 });
    expect(findNvsIdentity([entry('app', 'dev_cert', leaf)])).toBeUndefined();
  });
});

describe('values of NVS that may hold anchors', () => {
  it('are whole strings and blobs outside of credentials and identity', () => {
    const candidates = trustCandidates([
      entry('app', 'ca', leaf),
      entry('app', 'blob', leaf, { type: 'blob' }),
      entry('app', 'number', leaf, { type: 'u32' }),
      entry('app', 'cut', leaf, { intact: false }),
      entry('nvs.net80211', 'sta.pswd', leaf),
      entry('esp_secure_cert', 'ca_cert', leaf),
    ]);
    expect(candidates.map(({ key }) => key)).toEqual(['ca', 'blob']);
  });
});
