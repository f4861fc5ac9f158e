import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { Bridge } from '../bridge/bridge.ts';
import type { HostClient } from '../bridge/host-client.ts';
import { HostProvider, useEntity } from '../bridge/host-context.tsx';
import { type Language, loadTexts, systemLanguage } from '../texts/load-texts.ts';
import { type Texts, TextsProvider, textsOf } from '../texts/texts.tsx';
import { Shell } from './Shell.tsx';
import { useTheme } from './theme.ts';

/** The whole page, for whatever host and window. */
export function App({ host, bridge }: { readonly host: HostClient; readonly bridge: Bridge }) {
  return (
    <HostProvider host={host} bridge={bridge}>
      <Localized />
    </HostProvider>
  );
}

function Localized() {
  const settings = useEntity('settings');
  const chosen = settings?.language ?? 'system';
  const language = chosen === 'system' ? systemLanguage(navigator.languages) : chosen;
  const texts = useLoadedTexts(language);
  useTheme(settings?.theme ?? 'system');
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  if (texts === undefined) return null;
  return (
    <I18nProvider locale={language}>
      <TextsProvider texts={texts}>
        <Shell />
      </TextsProvider>
    </I18nProvider>
  );
}

/** The texts stay those of the language before until the new ones are there. */
function useLoadedTexts(language: Language): Texts | undefined {
  const [texts, setTexts] = useState<Texts>();
  useEffect(() => {
    let current = true;
    void loadTexts(language).then((instance) => current && setTexts(textsOf(instance)));
    return () => {
      current = false;
    };
  }, [language]);
  return texts;
}
