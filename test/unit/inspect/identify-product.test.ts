import { describe, expect, it } from 'vitest';
import { identifyProduct, type ProductTraces } from '../../../electron/core/inspect/identify-product.ts';
import type { IdentifyRule } from '../../../electron/core/release/manifest.ts';
import { manifest } from './sample-unit.ts';

const digest = 'ab'.repeat(32);
const traces: ProductTraces = {
  digests: [digest],
  projectName: 'radio',
  hasString: (text) => text === 'Seed Radio',
  nvsNamespaces: ['radio_cfg'],
  partitionLabels: ['nvs', 'factory'],
};
const release = (id: string, ...identify: IdentifyRule[]) => manifest(id, { identify });
const byHash: IdentifyRule = { kind: 'image-hash', sha256: digest };
const byName: IdentifyRule = { kind: 'project-name', value: 'radio' };
const byString: IdentifyRule = { kind: 'string', value: 'Seed Radio' };
const byNamespace: IdentifyRule = { kind: 'nvs-namespace', value: 'radio_cfg' };
const byTable: IdentifyRule = { kind: 'partition-table', labels: ['nvs', 'factory'] };

describe('identifying a product', () => {
  it.each([
    [byHash, 'exact'],
    [byName, 'high'],
    [byString, 'high'],
    [byNamespace, 'low'],
    [byTable, 'low'],
  ] as const)('by %o with confidence %s', (rule, confidence) => {
    const product = identifyProduct([release('a', rule)], traces, undefined);
    expect(product).toMatchObject({ id: { known: true, value: 'a' }, confidence, evidence: [{ kind: rule.kind }] });
  });

  it('by the images of its known releases', () => {
    const known = manifest('a', { knownReleases: [{ version: '1', images: [digest], anchors: [] }] });
    expect(identifyProduct([known], traces, undefined)).toMatchObject({ id: { value: 'a' }, confidence: 'exact' });
  });

  it('lets the stronger evidence decide', () => {
    const product = identifyProduct(
      [release('generic', byTable, byNamespace), release('a', byName)],
      traces,
      undefined,
    );
    expect(product).toMatchObject({ id: { value: 'a' }, confidence: 'high' });
    expect(product.evidence).toHaveLength(3);
  });

  it('is unknown where the strongest evidence names two products', () => {
    const product = identifyProduct([release('a', byHash), release('b', byHash)], traces, undefined);
    expect(product.id).toEqual({ known: false, reason: 'not-present' });
  });

  it('is unknown where no rule matches, and takes an operator at their word only then', () => {
    const other = release('a', { kind: 'project-name', value: 'lamp' });
    expect(identifyProduct([other], traces, undefined).id.known).toBe(false);
    expect(identifyProduct([other], traces, 'b')).toMatchObject({ id: { value: 'b' }, confidence: 'low' });
    expect(identifyProduct([release('a', byTable)], traces, 'b')).toMatchObject({ id: { value: 'a' } });
  });

  it.each([
    { kind: 'partition-table', labels: [] },
    { kind: 'partition-table', labels: ['factory', 'nvs'] },
    { kind: 'image-hash', sha256: '' },
  ] as const)('does not match %o', (rule) => {
    expect(identifyProduct([release('a', rule)], traces, undefined).id.known).toBe(false);
  });
});
