import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const packageJson = z.object({ version: z.string() });

/** Version of the product, `1.4.2`, from its package.json, which lies two folders above sources and built files alike. */
export const productVersion: string = packageJson.parse(
  JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8')),
).version;
