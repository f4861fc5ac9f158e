import { useState } from 'react';
import type { SettingsEntity } from '../../../electron/contract/state.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Section } from '../../ui/Section.tsx';
import { Columns, Muted } from '../../ui/Stack.tsx';
import { Toggle } from '../../ui/Toggle.tsx';
import { useChange } from './use-change.ts';

export function WorkSection({ settings }: { readonly settings: SettingsEntity }) {
  const { t } = useTexts();
  const change = useChange();
  return (
    <Section title={t('app-settings:work.title')}>
      <Columns>
        <Choice
          label={t('app-settings:work.mode')}
          options={[
            { id: 'guided', label: t('app-guided:title') },
            { id: 'technician', label: t('app-technician:title') },
            { id: 'batch', label: t('app-batch:title') },
          ]}
          value={settings.mode}
          onChange={(mode) => change.run({ mode })}
        />
        <OperatorField
          key={settings.operator}
          operator={settings.operator}
          onChange={(operator) => change.run({ operator })}
        />
      </Columns>
      <Toggle isOn={settings.sound} onChange={(sound) => change.run({ sound })}>
        {t('app-settings:work.sound')}
      </Toggle>
      <Toggle isOn={settings.fullBackup} onChange={(fullBackup) => change.run({ fullBackup })}>
        {t('app-settings:work.backup')}
      </Toggle>
      <Muted>{t('app-settings:work.backup-hint')}</Muted>
      {change.error !== undefined && <ErrorNotice error={change.error} />}
    </Section>
  );
}

/** Kept when the field is left, not at every key: records name the operator. */
function OperatorField({
  operator,
  onChange,
}: {
  readonly operator: string;
  readonly onChange: (operator: string) => void;
}) {
  const { t } = useTexts();
  const [typed, setTyped] = useState(operator);
  const keep = () => {
    if (typed.trim() !== operator) onChange(typed.trim());
  };
  return (
    <Field
      label={t('app-settings:work.operator')}
      hint={t('app-settings:work.operator-hint')}
      value={typed}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={({ key }) => key === 'Enter' && keep()}
      maxLength={100}
    />
  );
}
