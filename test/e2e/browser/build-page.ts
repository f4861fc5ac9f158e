import { build } from 'vite';

/** Builds the page as it ships, so that `serve` shows what stands in the sources now. */
export default async function buildPage(): Promise<void> {
  await build({ configFile: 'renderer/vite.config.ts', logLevel: 'warn' });
}
