import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../electron/core/errors/catalogue.ts';
import { sourcesBelow } from './imports.ts';

const folder = 'resources/locales/en/errors';

function texts(): Map<string, { what?: string; next?: string }> {
  const entries = readdirSync(folder).flatMap((file) =>
    Object.entries<{ what?: string; next?: string }>(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))),
  );
  return new Map(entries);
}

describe('error catalogue', () => {
  it('has a text and a next step for every code, and no text without a code', () => {
    const known = texts();
    for (const code of Object.keys(errorCatalogue)) {
      expect(known.get(code)?.what, `${code}.what`).toBeTruthy();
      expect(known.get(code)?.next, `${code}.next`).toBeTruthy();
    }
    expect([...known.keys()].filter((code) => !(code in errorCatalogue))).toEqual([]);
  });

  it('holds no code that nothing throws', () => {
    const sources = [...sourcesBelow('electron'), ...sourcesBelow('renderer')]
      .filter((file) => !file.startsWith('electron/core/errors/'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    expect(Object.keys(errorCatalogue).filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });
});
