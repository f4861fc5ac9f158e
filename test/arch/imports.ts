import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** One import statement of a source file: what it names, and whether only types cross. */
export interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Repository path of a relative import, or the bare specifier. */
  readonly target: string;
}

const importPattern =
  /^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|^\s*import\s+['"]([^'"]+)['"]/gm;

/** Repository-relative paths of the TypeScript sources below a folder; empty where it does not exist. */
export function sourcesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
      .map((entry) => relative('.', join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  } catch {
    return [];
  }
}

/** Every import of a source file, relative ones resolved to repository paths. */
export function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replaceAll(/^\s*(?:\/\*\*|\*).*$/gm, '');
  return [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const target = specifier.startsWith('.')
      ? relative('.', resolve(dirname(file), specifier)).replaceAll('\\', '/')
      : specifier;
    return { file, specifier, target };
  });
}
