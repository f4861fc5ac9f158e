import { describe, expect, it } from 'vitest';
import type { BatchPolicy } from '../../../electron/core/batch/policy.ts';
import { coversRelease, notAllowed } from '../../../electron/core/batch/policy.ts';
import { maxPolicyBytes, parsePolicy } from '../../../electron/core/batch/policy-schema.ts';
import { openPolicy, signPolicy } from '../../../electron/core/batch/sign-policy.ts';
import { emptyKeyRing, enrollKey, revokeKey } from '../../../electron/core/release/keys.ts';
import { generateReleaseKey, importSigner } from '../../../electron/core/release/release-key.ts';
import { encodeSignature } from '../../../electron/core/release/signature.ts';

const now = Date.UTC(2026, 5, 1);

const sample: BatchPolicy = {
  kind: 'unstrand-batch-policy',
  format: 1,
  name: 'Spring campaign',
  product: 'seed-radio',
  releases: [{ version: '2.0.0' }, { manifestSha256: 'ab'.repeat(32) }],
  allow: ['overwrites-only-slot', 'no-backup', 'replaces-trust-store'],
  validFrom: '2026-05-01T00:00:00Z',
  validUntil: '2026-07-01T00:00:00Z',
  fullBackup: true,
  maxParallel: 16,
};

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

async function signed(value: unknown = sample) {
  const pair = await generateReleaseKey();
  const keys = await enrollKey(emptyKeyRing, pair.publicKeyPem, 'Owner', now);
  const bytes = bytesOf(value);
  return { ...pair, keys, bytes, signature: await encodeSignature(bytes, await importSigner(pair.privateKeyPem)) };
}

describe('a signed policy', () => {
  it('opens with the key that signed it, as it was written', async () => {
    const { privateKeyPem, keys, id, bytes } = await signed();
    const opened = await openPolicy(bytes, await signPolicy(bytes, privateKeyPem), { keys, now });
    expect(opened.policy).toEqual(sample);
    expect(opened.signedBy).toBe(id);
    expect(opened.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is refused when one byte changed, when its key is unknown or revoked, and outside its time', async () => {
    const { keys, id, bytes, signature } = await signed();
    const open = (changes: { bytes?: Uint8Array; signature?: Uint8Array; keys?: typeof keys; now?: number }) =>
      openPolicy(changes.bytes ?? bytes, changes.signature ?? signature, { keys, now, ...changes });
    const changed = bytesOf({ ...sample, maxParallel: 32 });
    await expect(open({ bytes: changed })).rejects.toMatchObject({ code: 'batch.policy-bad-signature' });
    for (const other of ['', '{}', 'null', '{"keyId":1}', 'x'.repeat(5000)]) {
      await expect(open({ signature: bytesOf(other) })).rejects.toMatchObject({ code: 'batch.policy-bad-signature' });
    }
    const { signature: foreign } = await signed();
    await expect(open({ signature: foreign })).rejects.toMatchObject({ code: 'batch.policy-unknown-key' });
    await expect(open({ keys: emptyKeyRing })).rejects.toMatchObject({ code: 'batch.policy-unknown-key' });
    await expect(open({ keys: revokeKey(keys, id, now) })).rejects.toMatchObject({ code: 'batch.policy-revoked-key' });
    await expect(open({ now: Date.UTC(2026, 6, 2) })).rejects.toMatchObject({ code: 'batch.policy-expired' });
    await expect(open({ now: Date.UTC(2026, 3, 1) })).rejects.toMatchObject({ code: 'batch.policy-not-yet-valid' });
  });

  it('is not signed where it would not open', async () => {
    const { privateKeyPem } = await generateReleaseKey();
    await expect(
      signPolicy(bytesOf({ ...sample, allow: ['product-by-operator'] }), privateKeyPem),
    ).rejects.toMatchObject({ code: 'batch.policy-unreadable', params: { path: 'allow.0' } });
    await expect(signPolicy(bytesOf(sample), 'no key')).rejects.toMatchObject({ code: 'key.unreadable' });
  });

  it('is never a release manifest that the same key signed', async () => {
    const { keys, bytes, signature } = await signed({ format: 1, product: { id: 'seed-radio', name: 'x' } });
    await expect(openPolicy(bytes, signature, { keys, now })).rejects.toMatchObject({
      code: 'batch.policy-unreadable',
    });
  });
});

describe('a policy with hostile content', () => {
  const json = JSON.stringify(sample);
  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['an array', []],
    ['null', null],
    ['another kind', { ...sample, kind: 'release' }],
    ['another format', { ...sample, format: 2 }],
    ['a member that nobody knows', { ...sample, extra: 1 }],
    ['__proto__', json.replace('{', '{"__proto__":{"allow":["product-by-operator"]},')],
    ['a nested __proto__', json.replace('{"version"', '{"__proto__":1,"version"')],
    ['constructor', json.replace('{', '{"constructor":{"prototype":{}},')],
    ['a product that an operator names', { ...sample, allow: ['product-by-operator'] }],
    ['an unsigned release', { ...sample, allow: ['unsigned-release'] }],
    ['too many confirmations', { ...sample, allow: Array.from({ length: 4 }, () => 'no-backup') }],
    ['no release', { ...sample, releases: [] }],
    ['too many releases', { ...sample, releases: Array.from({ length: 65 }, () => ({ version: '1' })) }],
    ['a release that is both', { ...sample, releases: [{ version: '1', manifestSha256: 'ab'.repeat(32) }] }],
    ['a hash that is none', { ...sample, releases: [{ manifestSha256: 'AB'.repeat(32) }] }],
    ['a name that hides text', { ...sample, name: 'a\u202eb' }],
    ['a name of 1 MB', { ...sample, name: 'a'.repeat(1 << 20) }],
    ['a product with a slash', { ...sample, product: '../x' }],
    ['33 units at once', { ...sample, maxParallel: 33 }],
    ['no unit at once', { ...sample, maxParallel: 0 }],
    ['half a unit', { ...sample, maxParallel: 1.5 }],
    ['a day that is none', { ...sample, validFrom: 'tomorrow' }],
    ['an end before its beginning', { ...sample, validUntil: '2026-04-01T00:00:00Z' }],
    ['no end', { ...sample, validUntil: undefined }],
    ['more bytes than a policy has', json.padEnd(maxPolicyBytes + 1)],
  ])('%s', (_, value) => {
    expect(() => parsePolicy(bytesOf(value))).toThrow('batch.policy-unreadable');
    expect(Object.hasOwn(Object.prototype, 'allow')).toBe(false);
  });

  it('opens without any of that', () => {
    expect(parsePolicy(bytesOf(json.padEnd(maxPolicyBytes)))).toEqual(sample);
  });
});

describe('what a policy allows', () => {
  it('is what it names, and nothing without a policy', () => {
    const plan = { confirmations: ['overwrites-only-slot', 'product-by-operator'] as const };
    expect(notAllowed(plan, sample)).toEqual(['product-by-operator']);
    expect(notAllowed(plan, undefined)).toEqual(['overwrites-only-slot', 'product-by-operator']);
    expect(notAllowed({ confirmations: [] }, undefined)).toEqual([]);
  });

  it('holds for its product and its releases', () => {
    const product = { id: 'seed-radio', name: '' };
    const other = 'cd'.repeat(32);
    const covers = (version: string, manifestSha256: string, id = product.id) =>
      coversRelease(sample, { manifest: { product: { ...product, id }, version }, manifestSha256 });
    expect(covers('2.0.0', other)).toBe(true);
    expect(covers('9.9.9', 'ab'.repeat(32))).toBe(true);
    expect(covers('9.9.9', other)).toBe(false);
    expect(covers('2.0.0', other, 'toaster')).toBe(false);
  });
});
