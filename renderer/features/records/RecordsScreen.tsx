import { useDeferredValue, useState } from 'react';
import { goTo, useRoute } from '../../app/route.ts';
import { useTexts } from '../../texts/texts.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Muted, Page } from '../../ui/Stack.tsx';
import { RecordFilters } from './RecordFilters.tsx';
import { RecordGrid } from './RecordGrid.tsx';
import { RecordSheet } from './RecordSheet.tsx';
import { RecordTools } from './RecordTools.tsx';
import { useDebounced } from './use-debounced.ts';
import { type RecordQuery, useRecords } from './use-records.ts';

export default function RecordsScreen() {
  const { t, language } = useTexts();
  const { item } = useRoute();
  const [query, setQuery] = useState<RecordQuery>({});
  const settled = useDebounced(query, 250);
  const list = useRecords(settled);
  const total = useDeferredValue(list.total);
  const opened = item !== undefined && /^[1-9]\d{0,9}$/.test(item) ? Number(item) : undefined;
  return (
    <Page>
      <h1>{t('app-records:title')}</h1>
      <Muted>{t('app-records:intro')}</Muted>
      <RecordTools query={settled} />
      <RecordFilters query={query} onChange={setQuery} />
      {list.error !== undefined && <ErrorNotice error={list.error} />}
      <p role="status">
        {total !== undefined &&
          (total === 0
            ? t(noneKey(settled))
            : t('app-records:count', { count: total, shown: formatCount(total, language) }))}
      </p>
      {total !== undefined && total > 0 && (
        <RecordGrid list={list} onOpen={({ sequence }) => goTo('records', String(sequence))} />
      )}
      {opened !== undefined && <RecordSheet sequence={opened} onClose={() => goTo('records')} />}
    </Page>
  );
}

function formatCount(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}

function noneKey(query: RecordQuery) {
  return Object.keys(query).length === 0 ? 'app-records:none-yet' : 'app-records:none';
}
