import { expect, it } from 'vitest';
import type { CatalogueNotes } from '../../../electron/core/catalogue/catalogue-notes.ts';
import { rankAnchors } from '../../../electron/core/rescue/rank-anchors.ts';
import { catalogueOf, certificateOf, source } from '../../support/catalogue.ts';
import { ecKey, issueCa } from '../../support/pki.ts';

const root = (name: string, until: number) => issueCa(name, ecKey(name), undefined, { until });

const old = root('Old', 2027);
const young = root('Young', 2045);
const used = root('Used', 2030);
const sold = root('Sold', 2040);
const free = root('Free', 2028);
const issuing = issueCa('Issuing', ecKey('issuing'), free);
const shop = issueCa('Shop', ecKey('shop'), sold);

it('puts the root first under which a certificate is easy to get, then one in use, then the last to end', async () => {
  const offer = (subject: string, access: 'acme' | 'sale'): CatalogueNotes['issuers'][number] => ({
    subjects: [`CN=${subject}`],
    operator: subject,
    access,
    leafKey: 'EC',
    leafSize: 900,
    delivers: [],
  });
  const catalogue = await catalogueOf(
    [old, young, used, sold, free, issuing, shop].map(({ der }) => source(der)),
    {
      authorities: [{ subject: 'CN=Used', usedBy: ['somebody'] }],
      issuers: [offer('Issuing', 'acme'), offer('Shop', 'sale')],
    },
  );
  const unknown = root('Unknown', 2099);
  const remedies = [unknown, old, young, used, sold, free].map(({ der, name }) => ({
    kind: 'server-chain-to' as const,
    anchorSpkiSha256: certificateOf(der).publicKey.sha256,
    subject: String(name),
  }));
  const ranked = rankAnchors(remedies, catalogue).map(({ subject }) => subject);
  expect(ranked).toEqual(['Free', 'Sold', 'Used', 'Young', 'Old', 'Unknown']);
});
