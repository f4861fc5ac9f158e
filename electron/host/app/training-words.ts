import type { DeviceHostOptions } from './device-host.ts';

type Training = Pick<DeviceHostOptions, 'training' | 'plugged' | 'pace'>;

/** `--sim`, `--sim=seed,brown-out` and `--fast` of the app's command line: as `unstrand serve` understands them. */
export function trainingWords(words: readonly string[]): Training {
  const sim = words.find((word) => word === '--sim' || word.startsWith('--sim='));
  if (sim === undefined) return {};
  const units = sim === '--sim' ? ['seed'] : sim.slice('--sim='.length).split(',').filter(Boolean);
  return { training: true, plugged: units, pace: words.includes('--fast') ? 'instant' : 'paced' };
}
