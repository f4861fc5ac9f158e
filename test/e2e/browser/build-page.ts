import { build } from 'vite';

/**
 * Builds the page as it ships, so that `serve` shows what stands in the sources now. Not as under test, which would bring
 * React's development build.
 */
export default async function buildPage(): Promise<void> {
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile: 'renderer/vite.config.ts', logLevel: 'warn' });
  } finally {
    process.env.NODE_ENV = NODE_ENV;
  }
}
