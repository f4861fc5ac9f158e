import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import i18next from 'i18next';
import { z } from 'zod';
import { printableLine } from '../core/formats/log-text.ts';

const localesFolder = new URL('../../resources/locales/', import.meta.url);
/** Files below a language's folder that the shell's dialogs take words from. */
const files = { plan: 'plan.json', window: 'app/window.json' } as const;
const words = z.record(z.string(), z.string());

/** Looks a text up by `<file>:<key>` and fills its `{{params}}`. */
export type ShellTexts = (key: string, params?: Readonly<Record<string, unknown>>) => string;

/** The dialogs' words in the system's language, or in English where there are none in it. */
export async function loadShellTexts(locale: string): Promise<ShellTexts> {
  const language = locale.slice(0, 2);
  const instance = i18next.createInstance();
  await instance.init({
    lng: language,
    fallbackLng: 'en',
    keySeparator: false,
    interpolation: { escape: oneLine },
    parseMissingKeyHandler: oneLine,
    resources: { en: namespaces('en'), ...(language === 'en' ? {} : { [language]: namespaces(language) }) },
  });
  return (key, params) => instance.t(key, { ...params });
}

function namespaces(language: string): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, read(language, file)]));
}

function read(language: string, file: string): Record<string, string> {
  try {
    return words.parse(JSON.parse(readFileSync(fileURLToPath(new URL(`${language}/${file}`, localesFolder)), 'utf8')));
  } catch {
    return {};
  }
}

/** What a unit or a package wrote stands in a dialog as one short line that hides nothing. */
function oneLine(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return printableLine(short.replaceAll(/\s+/g, ' '));
}
