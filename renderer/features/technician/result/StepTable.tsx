import type { StepReport } from '../../../../electron/core/engine/report.ts';
import { formatDuration, formatSize } from '../../../../electron/core/records/report/report-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';

/** Every step with its result and how long it took. */
export function StepTable({ steps }: { readonly steps: readonly StepReport[] }) {
  const { say } = useTexts();
  const translate = (path: string, params?: Readonly<Record<string, string | number | boolean>>) =>
    say(`report:${path}`, params);
  return (
    <DataTable
      caption={translate('steps.title')}
      rows={steps}
      rowKey={({ id }) => String(id)}
      columns={[
        { id: 'number', title: translate('steps.column.number'), isNumber: true, cell: ({ id }) => id + 1 },
        {
          id: 'step',
          title: translate('steps.column.step'),
          cell: ({ kind, target }) => translate(`step.${kind}`, { target }),
        },
        {
          id: 'result',
          title: translate('steps.column.result'),
          cell: ({ result, restarts }) =>
            [
              translate(`result.${result}`),
              ...(restarts > 0 ? [translate('steps.restarts', { count: restarts })] : []),
            ].join(', '),
        },
        {
          id: 'written',
          title: translate('steps.column.written'),
          isNumber: true,
          cell: ({ bytesWritten }) => bytesWritten > 0 && formatSize(bytesWritten),
        },
        {
          id: 'duration',
          title: translate('steps.column.duration'),
          isNumber: true,
          cell: ({ durationMs }) => formatDuration(translate, durationMs),
        },
      ]}
    />
  );
}
