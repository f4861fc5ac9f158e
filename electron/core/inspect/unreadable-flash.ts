import type { Chip } from '../chips/chip.ts';
import { unknown } from './fact.ts';
import { identifyProduct } from './identify-product.ts';
import type { FlashFacts, InspectOptions } from './inspect-flash.ts';
import { unknownBootloader } from './read-bootloader.ts';
import { layoutWithoutTable } from './read-layout.ts';

/** The facts of a flash that the chip does not let out: all unknown, except that an operator may vouch for the product. */
export function unreadableFlash(chip: Chip, { releases, operatorProduct }: InspectOptions): FlashFacts {
  const fact = unknown<never>('not-readable');
  const noTraces = {
    digests: [],
    projectName: undefined,
    hasString: () => false,
    nvsNamespaces: [],
    partitionLabels: [],
  };
  const product = identifyProduct(releases, noTraces, operatorProduct);
  return {
    product: product.id.known ? product : { ...product, id: fact },
    layout: { ...layoutWithoutTable('not-readable', []).facts, runningSlot: fact, runningSlotEvidence: 'none' },
    bootloader: unknownBootloader(chip, 'not-readable'),
    slots: [],
    trust: {
      complete: false,
      anchors: [],
      dateCheck: fact,
      dateCheckEvidence: 'none',
      urls: [],
      hosts: [],
      mbedTlsVersion: fact,
    },
    data: { nvs: [], hasWifiCredentials: fact, wearLevelling: [] },
    coverage: { read: [], skipped: [{ what: 'flash', reason: 'not-readable' }] },
  };
}
