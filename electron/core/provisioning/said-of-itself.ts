import type { ProductTraces } from '../inspect/identify-product.ts';
import { printableText } from '../trust/printable-text.ts';
import type { Capabilities } from './capabilities.ts';
import { recoveryOfferOf } from './recovery-offer.ts';

/** What a unit says before any session that it runs: unproven, and harmless as text. */
export interface SaidOfItself {
  readonly project: string;
  readonly version: string;
}

/** The label `rcv`, or an application's own whose name is the project's. */
export function saidOf(capabilities: Capabilities): SaidOfItself | undefined {
  const offer = recoveryOfferOf(capabilities);
  if (offer?.firmware !== undefined) return offer.firmware;
  const label = capabilities.labels.find(({ version }) => version !== '');
  return label && { project: printableText(label.label), version: printableText(label.version) };
}

/** The same for the rules by which releases know their units. */
export function tracesOf(said: SaidOfItself | undefined): ProductTraces {
  return {
    digests: [],
    projectName: said?.project,
    reportedProduct: said?.project,
    hasString: () => false,
    nvsNamespaces: [],
    partitionLabels: [],
  };
}
