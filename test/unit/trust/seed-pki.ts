import { ecKey, issue, issueCa, rsaKey } from '../../support/pki.ts';

export const updateHost = 'fw.example.com';

/**
 * The shape of DST Root CA X3, ISRG Root X1 and R3: an old root signed with SHA-1 that ended in 2021 is all the firmware
 * holds; a newer root was cross-signed by it until 2024; and the server has moved to a third authority.
 */
export const oldRoot = issueCa('Old Root X3', rsaKey('old'), undefined, { hash: 'sha1', from: 2000, until: 2021 });
export const newRoot = issueCa('New Root X1', rsaKey('new'), undefined, { from: 2015, until: 2035 });
export const newByOld = issueCa('New Root X1', rsaKey('new'), oldRoot, { from: 2021, until: 2024 });
export const issuing = issueCa('Issuing R3', rsaKey('issuing'), newRoot, { from: 2020, until: 2030, pathLength: 0 });
export const leaf = issue({
  name: updateHost,
  key: ecKey('leaf'),
  by: issuing,
  from: 2022,
  until: 2028,
  dnsNames: [updateHost],
});
export const otherRoot = issueCa('Elsewhere Root R1', ecKey('elsewhere', 'secp384r1'), undefined, { hash: 'sha384' });
export const otherIssuing = issueCa('Elsewhere CA 1', ecKey('elsewhere issuing'), otherRoot, { hash: 'sha384' });
export const otherLeaf = issue({
  name: updateHost,
  key: ecKey('other leaf'),
  by: otherIssuing,
  from: 2022,
  until: 2028,
  dnsNames: [updateHost, '*.cdn.example.com'],
});

/** 22 November 2026. */
export const now = Date.UTC(2026, 10, 22, 12);
