import { describe, expect, it } from 'vitest';
import { parseIdfVersion } from '../../../electron/core/formats/idf-version.ts';
import { undatedAuthority } from '../../../electron/core/trust/anchors.ts';
import { type BundleQuery, findRoot, searchBundle, sortRoots } from '../../../electron/core/trust/bundle-path.ts';
import { bundleRules } from '../../../electron/core/trust/bundle-rules.ts';
import { mbedTlsProfile } from '../../../electron/core/trust/mbedtls-profile.ts';
import { ecKey, issue, issueCa, rsaKey, type TestCertificate, type TestName } from '../../support/pki.ts';
import { readCertificate } from './read-certificate.ts';
import { issuing, leaf, newByOld, newRoot, now, oldRoot } from './seed-pki.ts';

type Chain = readonly [TestCertificate, ...TestCertificate[]];

async function search(
  [first, ...rest]: Chain,
  roots: readonly TestCertificate[],
  more: Partial<BundleQuery> = {},
): Promise<string> {
  const { code, flags, lookups } = await searchBundle({
    chain: [readCertificate(first), ...rest.map(readCertificate)],
    roots: sortRoots(roots.map(readCertificate).map(undatedAuthority)),
    rules: bundleRules(parseIdfVersion('v5.5'), false),
    host: undefined,
    clock: undefined,
    profile: mbedTlsProfile('3.6.4'),
    ...more,
  });
  return [code.toString(16), flags.toString(16), ...lookups].join(' ');
}

const notFound = '3000 ffffffff no-root';

describe('a certificate bundle', () => {
  it('vouches for the topmost certificate only, by its issuer (TRUST H3)', async () => {
    expect(await search([leaf, issuing], [newRoot])).toBe('0 0 validated');
    expect(await search([leaf, issuing, newByOld], [oldRoot])).toBe('0 0 validated');
    expect(await search([leaf, issuing, newByOld], [newRoot])).toBe(notFound);
    expect(await search([leaf, issuing], [oldRoot])).toBe(notFound);
    expect(await search([leaf, issuing, newByOld], [oldRoot, newRoot])).toBe('0 0 validated');
    expect(await search([leaf, issuing, newRoot], [newRoot])).toBe('0 0 validated');
  });

  it('has no dates of its own, while those of what was sent count', async () => {
    const in2023 = Date.UTC(2023, 5, 1);
    expect(await search([leaf, issuing, newByOld], [oldRoot], { clock: in2023 })).toBe('0 0 validated');
    // Expired as well as unvouched for, it is not even looked up.
    expect(await search([leaf, issuing, newByOld], [oldRoot], { clock: now })).toBe('2700 9');
  });

  it('forgives a weak hash to the certificate that it vouches for, and to no other', async () => {
    expect(await search([leaf, issuing, newByOld, oldRoot], [oldRoot])).toBe('0 0 validated');
    expect(await search([leaf, issuing, newByOld, oldRoot, oldRoot], [oldRoot])).toBe('2700 4000 validated');
    const first = { rules: bundleRules(parseIdfVersion('v4.2'), false), profile: mbedTlsProfile('2.16.7') };
    expect(await search([leaf, issuing, newByOld, oldRoot], [oldRoot], first)).toBe('2700 4008');
  });

  it('refuses a root of the right name and another key', async () => {
    const impostor = issueCa('New Root X1', rsaKey('impostor'));
    expect(await search([leaf, issuing], [impostor])).toBe('3000 ffffffff bad-signature');
  });

  it('compares names byte for byte, where a list would fold case', async () => {
    const shouting: TestName = [['2.5.4.3', 0x13, 'NEW ROOT X1']];
    expect(await search([leaf, issuing], [issueCa(shouting, rsaKey('new'))])).toBe(notFound);
  });

  it('leaves another fault of the topmost alone, so that nothing is looked up', async () => {
    const solo = issue({ name: 'solo', key: ecKey('solo'), by: newRoot });
    expect(await search([solo], [newRoot], { host: 'fw.example.com' })).toBe('2700 c');
  });

  it('breaks off beyond eight intermediates without looking anything up', async () => {
    const ladder = [newRoot];
    for (let step = 1; step <= 9; step++) ladder.unshift(issueCa(`Step ${step}`, ecKey(`step ${step}`), ladder[0]));
    const end = issue({ name: 'end', key: ecKey('end'), by: ladder[0] ?? newRoot });
    expect(await search([end, ...ladder.slice(0, 9)], [newRoot])).toBe('3000 ffffffff');
  });
});

describe('the option for cross-signed chains', () => {
  const crossSigned = (version: string) => ({
    rules: bundleRules(parseIdfVersion(version), true),
    profile: mbedTlsProfile('4.0.0'),
  });
  const above = [leaf, issuing, newByOld] as const;

  it('lets a chain go on above a root, from v6.0 on and only where it is switched on', async () => {
    expect(await search(above, [newRoot], crossSigned('v6.0'))).toBe('0 0');
    expect(await search(above, [newRoot], crossSigned('v5.5'))).toBe(notFound);
    expect(await search(above, [newRoot], { rules: bundleRules(parseIdfVersion('v6.0'), false) })).toBe(notFound);
  });

  it('makes every root an expired one where dates are checked, until v6.1 put that right', async () => {
    const chain = [leaf, issuing] as const;
    expect(await search(chain, [newRoot], { ...crossSigned('v6.0.2'), clock: now })).toBe('2700 1');
    expect(await search(chain, [newRoot], { ...crossSigned('v6.1'), clock: now })).toBe('0 0');
  });

  it('falls back on the lookup of the topmost', async () => {
    const impostor = issueCa('New Root X1', rsaKey('impostor'));
    expect(await search(above, [impostor, oldRoot], crossSigned('v6.1'))).toBe('0 0');
    expect(await search([leaf, issuing], [impostor], crossSigned('v6.1'))).toBe('3000 ffffffff bad-signature');
  });
});

describe('findRoot', () => {
  it('finds each of many by its name, and of twins the one that halving meets first', () => {
    const named = Array.from({ length: 25 }, (_, index) => issueCa(`Root ${index}`, ecKey('many')));
    const twins = ['a', 'b', 'c'].map((label) => issueCa('Root 7', ecKey(label)));
    const roots = sortRoots([...named, ...twins].map(readCertificate).map(undatedAuthority));
    for (const { subject } of named.map(readCertificate)) {
      expect(findRoot(roots, subject.der)?.subject.text).toBe(subject.text);
    }
    expect(findRoot(roots, readCertificate(leaf).subject.der)).toBeUndefined();
    expect(findRoot([], readCertificate(leaf).subject.der)).toBeUndefined();
  });
});
