import { deviceMeanings } from './device.ts';
import type { Meaning } from './meaning.ts';
import { networkMeanings } from './network.ts';
import { tlsMeanings } from './tls.ts';

/** Every observation by its code. */
export const meanings: ReadonlyMap<string, Meaning> = new Map(
  Object.entries({ ...tlsMeanings, ...networkMeanings, ...deviceMeanings }),
);
