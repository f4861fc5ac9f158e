import { loadTexts as loadLocaleTexts, type Texts } from '../host/locale-texts.ts';
import { harmless } from './style.ts';

export type { Texts } from '../host/locale-texts.ts';

/** All texts of a language for a terminal: what is filled in is made harmless, and so is a key without a text. */
export function loadTexts(language = 'en'): Promise<Texts> {
  return loadLocaleTexts(language, {
    escapeParam: (value) => harmless(value, Number.POSITIVE_INFINITY),
    missing: (key) => harmless(key),
  });
}
