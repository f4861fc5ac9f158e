import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import i18next, { type i18n } from 'i18next';
import { flattenTexts, textNamespace } from '../core/texts/flatten-texts.ts';
import { harmless } from './style.ts';

const localesFolder = fileURLToPath(new URL('../../resources/locales', import.meta.url));

/** Looks a text up by `<file>:<path>`, e.g. `cli:facts.unit`, and fills its `{{params}}`. */
export type Texts = (key: string, params?: Readonly<Record<string, unknown>>) => string;

/**
 * All texts of a language; the file's path below the language folder is the namespace, with `/` as `-`. What is filled
 * in is made harmless for terminals, and so is a key without a text: a unit's record may hold codes of another version.
 */
export async function loadTexts(language = 'en'): Promise<Texts> {
  const instance: i18n = i18next.createInstance();
  await instance.init({
    lng: language,
    fallbackLng: 'en',
    keySeparator: false,
    interpolation: { escape: (value) => harmless(value, Number.POSITIVE_INFINITY) },
    parseMissingKeyHandler: (key) => harmless(key),
    resources: { [language]: loadNamespaces(join(localesFolder, language)) },
  });
  return (key, params) => instance.t(key, { ...params });
}

function loadNamespaces(folder: string): Record<string, Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [textNamespace(file), flattenTexts(JSON.parse(readFileSync(join(folder, file), 'utf8')))]),
  );
}
