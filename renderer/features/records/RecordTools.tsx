import { useState } from 'react';
import type { Result } from '../../../electron/contract/commands.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { saveFile } from '../../ui/FileButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Row } from '../../ui/Stack.tsx';
import type { RecordQuery } from './use-records.ts';

const types = { csv: 'text/csv', json: 'application/x-ndjson' } as const;

/** What can be done with all records, or with those that the filters leave. */
export function RecordTools({ query }: { readonly query: RecordQuery }) {
  const { t } = useTexts();
  const host = useHost();
  const [checked, setChecked] = useState<Result<'record.verify'>>();
  const verify = useAction(async () => {
    setChecked(undefined);
    setChecked(await host.ask('record.verify', {}));
  });
  const exporting = useAction(async (format: 'csv' | 'json') => {
    const { file } = await host.ask('record.export', { query, format });
    saveFile(`unstrand-records.${format === 'csv' ? 'csv' : 'jsonl'}`, file, types[format]);
  });
  const error = verify.error ?? exporting.error;
  return (
    <>
      <Row>
        <Button onPress={() => verify.run()} isDisabled={verify.isRunning}>
          {t('app-records:verify.start')}
        </Button>
        <Button onPress={() => exporting.run('csv')} isDisabled={exporting.isRunning}>
          {t('app-records:export.csv')}
        </Button>
        <Button onPress={() => exporting.run('json')} isDisabled={exporting.isRunning}>
          {t('app-records:export.json')}
        </Button>
      </Row>
      {error !== undefined && <ErrorNotice error={error} />}
      {checked !== undefined && <Verified result={checked} />}
    </>
  );
}

function Verified({ result: { records, problem } }: { readonly result: Result<'record.verify'> }) {
  const { t } = useTexts();
  if (problem === undefined) {
    return <Notice tone="good" live title={t('app-records:verify.good', { count: records })} />;
  }
  const { code, ...params } = problem;
  return <ErrorNotice error={{ code, params }} />;
}
