import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const packageJson = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** Copies packages and all that they need beside an app: native parts cannot be bundled. */
export function copyPackages(names: readonly string[], folder: string): void {
  for (const name of names) copyPackage(name, folder);
}

function copyPackage(name: string, folder: string): void {
  const from = join('node_modules', name);
  const to = join(folder, 'node_modules', name);
  if (existsSync(to)) return;
  cpSync(from, to, { recursive: true, dereference: true });
  const { dependencies } = packageJson.parse(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')));
  // What a package brings within itself was copied with it.
  const outside = Object.keys(dependencies).filter((each) => !existsSync(join(from, 'node_modules', each)));
  copyPackages(outside, folder);
}
