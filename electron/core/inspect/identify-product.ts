import type { IdentifyRule, ReleaseManifest } from '../release/manifest.ts';
import { known, unknown } from './fact.ts';
import type { Confidence, ProductEvidence, ProductFacts } from './facts.ts';

/** What identify rules are held against. */
export interface ProductTraces {
  /** SHA-256 digests of the images in all slots. */
  readonly digests: readonly string[];
  /** Of the running image; undefined where it has none, or one that names the Arduino libraries. */
  readonly projectName: string | undefined;
  /** Product that recovery firmware says it is for. */
  readonly reportedProduct?: string | undefined;
  /** Whether a text stands in the bytes that were read of the running image. */
  readonly hasString: (text: string) => boolean;
  readonly nvsNamespaces: readonly string[];
  /** Labels in the order of the table. */
  readonly partitionLabels: readonly string[];
}

/** From what proves most to what proves least. */
const ranking = [
  'image-hash',
  'project-name',
  'unit-report',
  'string',
  'nvs-namespace',
  'partition-table',
  'operator',
] as const;

const confidences: Readonly<Record<ProductEvidence['kind'], Confidence>> = {
  'image-hash': 'exact',
  'project-name': 'high',
  'unit-report': 'high',
  string: 'high',
  'nvs-namespace': 'low',
  'partition-table': 'low',
  operator: 'low',
};

interface Hit {
  readonly product: string;
  readonly evidence: ProductEvidence;
}

/**
 * Which product the unit is, by the releases' rules (DESIGN §4). The strongest kind of evidence decides; where it names
 * two products the unit is unknown. An operator's word counts only where no rule matches.
 */
export function identifyProduct(
  releases: readonly ReleaseManifest[],
  traces: ProductTraces,
  operatorProduct: string | undefined,
): ProductFacts {
  const hits = releases.flatMap((release) => hitsOf(release, traces));
  if (operatorProduct !== undefined) {
    hits.push({ product: operatorProduct, evidence: { kind: 'operator', detail: operatorProduct } });
  }
  const evidence = distinct(hits.map((hit) => hit.evidence));
  const strongest = ranking.find((kind) => hits.some((hit) => hit.evidence.kind === kind));
  if (strongest === undefined) return { id: unknown('not-present'), confidence: 'low', evidence };
  const products = new Set(hits.filter((hit) => hit.evidence.kind === strongest).map(({ product }) => product));
  const [product, ...others] = products;
  if (product === undefined || others.length > 0) return { id: unknown('not-present'), confidence: 'low', evidence };
  return { id: known(product), confidence: confidences[strongest], evidence };
}

function hitsOf({ product, identify, knownReleases }: ReleaseManifest, traces: ProductTraces): Hit[] {
  const images = knownReleases.flatMap((release) => release.images);
  const byImage: Hit[] = images
    .filter((digest) => traces.digests.includes(digest))
    .map((digest) => ({ product: product.id, evidence: { kind: 'image-hash', detail: digest } }));
  const byRule: Hit[] = identify
    .filter((rule) => matches(rule, traces))
    .map((rule) => ({ product: product.id, evidence: { kind: rule.kind, detail: detailOf(rule) } }));
  const byReport: Hit[] =
    traces.reportedProduct === product.id
      ? [{ product: product.id, evidence: { kind: 'unit-report', detail: product.id } }]
      : [];
  return [...byImage, ...byRule, ...byReport];
}

function matches(rule: IdentifyRule, traces: ProductTraces): boolean {
  switch (rule.kind) {
    case 'image-hash':
      return traces.digests.includes(rule.sha256);
    case 'project-name':
      return traces.projectName === rule.value;
    case 'string':
      return traces.hasString(rule.value);
    case 'nvs-namespace':
      return traces.nvsNamespaces.includes(rule.value);
    case 'partition-table':
      return rule.labels.length > 0 && rule.labels.join('\n') === traces.partitionLabels.join('\n');
  }
}

function detailOf(rule: IdentifyRule): string {
  if (rule.kind === 'image-hash') return rule.sha256;
  return rule.kind === 'partition-table' ? rule.labels.join(' ') : rule.value;
}

function distinct(evidence: readonly ProductEvidence[]): ProductEvidence[] {
  return [...new Map(evidence.map((piece) => [`${piece.kind}\n${piece.detail}`, piece])).values()];
}
