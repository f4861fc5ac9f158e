import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import i18next, { type i18n } from 'i18next';
import { flattenTexts, textNamespace } from '../core/texts/flatten-texts.ts';

const localesFolder = fileURLToPath(new URL('../../resources/locales', import.meta.url));

/** Looks a text up by `<file>:<path>`, e.g. `cli:facts.unit`, and fills its `{{params}}`. */
export type Texts = (key: string, params?: Readonly<Record<string, unknown>>) => string;

export interface TextOptions {
  /** Makes what is filled in fit for where the text goes; default: as it is. */
  readonly escapeParam?: (value: string) => string;
  /** What stands for a key without a text: a unit's record may hold codes of another version. Default: the key. */
  readonly missing?: (key: string) => string;
}

/**
 * All texts of a language, English where it has none; the file's path below the language folder is the namespace, with
 * `/` as `-`.
 */
export async function loadTexts(language = 'en', { escapeParam, missing }: TextOptions = {}): Promise<Texts> {
  const instance: i18n = i18next.createInstance();
  const languages = [...new Set([language, 'en'])];
  await instance.init({
    lng: language,
    fallbackLng: 'en',
    keySeparator: false,
    interpolation: escapeParam === undefined ? { escapeValue: false } : { escape: escapeParam },
    ...(missing && { parseMissingKeyHandler: missing }),
    resources: Object.fromEntries(languages.map((each) => [each, loadNamespaces(join(localesFolder, each))])),
  });
  return (key, params) => instance.t(key, { ...params });
}

/** Language of the system that this process runs under, e.g. `de-AT`. */
export function systemLocale(): string {
  return new Intl.DateTimeFormat().resolvedOptions().locale;
}

function loadNamespaces(folder: string): Record<string, Record<string, string>> {
  const files = filesBelow(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [textNamespace(file), flattenTexts(JSON.parse(readFileSync(join(folder, file), 'utf8')))]),
  );
}

/** A language that is not there yet has no texts. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}
