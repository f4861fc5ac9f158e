import type { i18n } from 'i18next';
import { createContext, type ReactNode, useContext } from 'react';
import type { TextKey } from './app-texts.ts';

type TextParams = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Texts {
  /** Language of all texts, e.g. `de`: for dates and numbers. */
  readonly language: string;
  /** A text of the screens. */
  readonly t: (key: TextKey, params?: TextParams) => string;
  /** A text by a code of core, `<namespace>:<path>`; the code itself where this version has no words for it. */
  readonly say: (key: string, params?: TextParams) => string;
  readonly has: (key: string) => boolean;
}

const TextsContext = createContext<Texts | undefined>(undefined);

export function textsOf(instance: i18n): Texts {
  const say = (key: string, params?: TextParams) => instance.t(key, { ...params });
  return { language: instance.language, t: say, say, has: (key) => instance.exists(key) };
}

export function TextsProvider({ texts, children }: { readonly texts: Texts; readonly children: ReactNode }) {
  return <TextsContext value={texts}>{children}</TextsContext>;
}

export function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (texts === undefined) throw new Error('No TextsProvider above this component');
  return texts;
}
