import { jobOutcomes } from '../../../electron/core/engine/events.ts';
import { credentialsOutcomes } from '../../../electron/core/records/credentials-entry.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import styles from './RecordFilters.module.css';
import type { RecordQuery } from './use-records.ts';

/** What to look for; members that are empty match everything and are left out. */
export function RecordFilters({
  query,
  onChange,
}: {
  readonly query: RecordQuery;
  readonly onChange: (query: RecordQuery) => void;
}) {
  const { t, say } = useTexts();
  const set = (member: keyof RecordQuery) => (value: string) => {
    const { [member]: _before, ...others } = query;
    onChange(value === '' ? others : { ...others, [member]: value });
  };
  const options = [
    { id: 'any', label: t('app-records:any-outcome') },
    ...[...new Set([...jobOutcomes, ...credentialsOutcomes])].map((id) => ({ id, label: say(`report:outcome.${id}`) })),
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: React warns of <search> in every Chromium before 118, where it means nothing.
    <div role="search" className={styles.filters} aria-label={t('app-records:search')}>
      <div className={styles.wide}>
        <Field
          label={t('app-records:search')}
          placeholder={t('app-records:search-hint')}
          value={query.text ?? ''}
          onChange={set('text')}
          maxLength={200}
        />
      </div>
      <Choice
        label={t('app-records:outcome')}
        options={options}
        value={query.outcome ?? 'any'}
        onChange={(id) => set('outcome')(id === 'any' ? '' : id)}
      />
      <Field
        label={t('app-records:operator')}
        value={query.operator ?? ''}
        onChange={set('operator')}
        maxLength={100}
      />
      <Field label={t('app-records:from')} type="date" value={query.from ?? ''} onChange={set('from')} />
      <Field label={t('app-records:to')} type="date" value={query.to ?? ''} onChange={set('to')} />
      <Button look="quiet" isDisabled={Object.keys(query).length === 0} onPress={() => onChange({})}>
        {t('app-records:clear')}
      </Button>
    </div>
  );
}
