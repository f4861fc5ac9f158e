import type { SettingsEntity } from '../../../electron/contract/state.ts';
import { type Language, offered } from '../../texts/load-texts.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Section } from '../../ui/Section.tsx';
import { useChange } from './use-change.ts';

/** Each by its own name, so that whoever is lost in another language finds it. */
const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  pt: 'Português',
  zh: '中文',
};

export function LookSection({ settings: { language, theme } }: { readonly settings: SettingsEntity }) {
  const { t } = useTexts();
  const change = useChange();
  const system = { id: 'system', label: t('app-settings:look.system') } as const;
  return (
    <Section title={t('app-settings:look.title')}>
      <Choice
        label={t('app-settings:look.language')}
        options={[system, ...offered.map((id) => ({ id, label: languageNames[id] }))]}
        value={language}
        onChange={(chosen) => change.run({ language: chosen })}
      />
      <Choice
        label={t('app-settings:look.theme')}
        options={[
          system,
          { id: 'light', label: t('app-settings:theme.light') },
          { id: 'dark', label: t('app-settings:theme.dark') },
        ]}
        value={theme}
        onChange={(chosen) => change.run({ theme: chosen })}
      />
      {change.error !== undefined && <ErrorNotice error={change.error} />}
    </Section>
  );
}
