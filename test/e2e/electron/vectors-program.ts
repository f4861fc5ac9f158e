import { computeVectors } from '../../unit/provisioning/vectors.ts';

/** Prints the vectors as the runtime that it was started with computes them. */
void computeVectors().then((vectors) => {
  process.stdout.write(JSON.stringify({ electron: process.versions.electron, vectors }));
});
