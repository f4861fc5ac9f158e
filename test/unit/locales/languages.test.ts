import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsEntity } from '../../../electron/contract/state.ts';
import { flattenTexts } from '../../../electron/core/texts/flatten-texts.ts';

const folder = 'resources/locales';
/** For people at a terminal and for administrators of servers, who work in English: these stay so. */
const englishOnly = new Set(['cli.json', 'audit.json', 'rescue.json', 'try.json']);
const languages = readdirSync(folder).filter((name) => name !== 'en');

/** Texts of a file, each with the plural forms that it has. */
function textsOf(language: string, file: string): Map<string, string> {
  return new Map(Object.entries(flattenTexts(JSON.parse(readFileSync(join(folder, language, file), 'utf8')))));
}

function filesOf(language: string): string[] {
  return readdirSync(join(folder, language), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !englishOnly.has(file))
    .sort();
}

const plural = /_(zero|one|two|few|many|other)$/;

/** A text counts once, whatever plural forms a language needs. */
function baseKeys(texts: ReadonlyMap<string, string>): string[] {
  return [...new Set([...texts.keys()].map((key) => key.replace(plural, '')))].sort();
}

/** The plural forms that a language has by Unicode's rules. */
function formsOf(language: string): string[] {
  return new Intl.PluralRules(language).resolvedOptions().pluralCategories.map((form) => `_${form}`);
}

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([\w-]+)\s*\}\}/g)].map((match) => match[1] ?? ''))].sort();
}

describe('languages', () => {
  it('are the six that settings can hold', () => {
    expect(readdirSync(folder).sort()).toEqual(
      settingsEntity.shape.language.options.filter((name) => name !== 'system').sort(),
    );
  });

  describe.each(languages)('%s', (language) => {
    it('has every file of the English texts', () => {
      expect(filesOf(language)).toEqual(filesOf('en'));
    });

    it.each(filesOf('en'))('says everything of %s, with what is filled in and in every plural form', (file) => {
      const english = textsOf('en', file);
      const own = textsOf(language, file);
      expect(baseKeys(own)).toEqual(baseKeys(english));
      for (const key of baseKeys(english)) {
        const original = english.get(key) ?? english.get(`${key}_other`) ?? '';
        const isPlural = !english.has(key);
        const needed = isPlural ? formsOf(language).map((form) => key + form) : [key];
        for (const each of needed) {
          const text = own.get(each);
          expect(text, each).toBeTruthy();
          const wanted = placeholders(english.get(each) ?? original).filter((name) => !(isPlural && name === 'count'));
          expect(
            placeholders(text ?? '').filter((name) => !(isPlural && name === 'count')),
            each,
          ).toEqual(wanted);
        }
      }
    });

    it('is no copy of the English texts', () => {
      const same = filesOf('en').flatMap((file) =>
        [...textsOf(language, file)].filter(
          ([key, text]) =>
            text.split(' ').length > 4 && textsOf('en', file).get(key) === text && /[a-z]{4} [a-z]{2}/.test(text),
        ),
      );
      expect(same.map(([key]) => key)).toEqual([]);
    });
  });
});
