import i18next, { type i18n } from 'i18next';
import { showInvisible } from '../../electron/core/records/escape-html.ts';
import { flattenTexts, type TextTree, textNamespace } from '../../electron/core/texts/flatten-texts.ts';

export const languages = ['en', 'de', 'es', 'fr', 'pt', 'zh'] as const;
export type Language = (typeof languages)[number];

/**
 * English comes with the page, because it stands in wherever another language lacks a text. What only the command line, the shell's own dialogs,
 * `serve` and labels say is left out in every language: others than the page say it.
 */
const english = import.meta.glob<TextTree>(
  [
    '../../resources/locales/en/**/*.json',
    '!../../resources/locales/en/{cli,audit,rescue,try,serve,label}.json',
    '!../../resources/locales/en/app/window.json',
  ],
  { eager: true, import: 'default' },
);
const others = import.meta.glob<TextTree>(
  [
    '../../resources/locales/*/**/*.json',
    '!../../resources/locales/en/**',
    '!../../resources/locales/*/{serve,label}.json',
    '!../../resources/locales/*/app/window.json',
  ],
  { import: 'default' },
);

/** The languages that there are texts in. */
export const offered: readonly Language[] = languages.filter(
  (language) => language === 'en' || Object.keys(others).some((path) => path.includes(`/locales/${language}/`)),
);

/** What is filled into a text comes from units and files: nothing in it may hide or turn around what stands beside it. */
const maxParamLength = 2000;

/** All texts in a language. */
export async function loadTexts(language: Language): Promise<i18n> {
  const instance = i18next.createInstance();
  const own = language === 'en' ? {} : { [language]: await loadNamespaces(language) };
  await instance.init({
    lng: language,
    fallbackLng: 'en',
    keySeparator: false,
    interpolation: { escape: (value: unknown) => showInvisible(String(value).slice(0, maxParamLength)) },
    parseMissingKeyHandler: (key: string) => showInvisible(key.slice(0, 200)),
    resources: { en: namespaces(Object.entries(english)), ...own },
  });
  return instance;
}

async function loadNamespaces(language: Language): Promise<Record<string, Record<string, string>>> {
  const files = Object.entries(others).filter(([path]) => path.includes(`/locales/${language}/`));
  return namespaces(
    await Promise.all(files.map(async ([path, load]): Promise<[string, TextTree]> => [path, await load()])),
  );
}

function namespaces(files: readonly (readonly [string, TextTree])[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    files.map(([path, tree]) => [textNamespace(path.replace(/^.*\/locales\/[a-z]+\//, '')), flattenTexts(tree)]),
  );
}

/** The language of the system, where there are texts in it. */
export function systemLanguage(wanted: readonly string[]): Language {
  const found = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => offered.some((each) => each === tag));
  return offered.find((each) => each === found) ?? 'en';
}
