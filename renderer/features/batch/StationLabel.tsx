import { useState } from 'react';
import { useDocument } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Picture } from '../../ui/Picture.tsx';
import styles from './Batch.module.css';

const kinds = ['code128', 'qr', 'datamatrix'] as const;

/** The label of the unit whose job left this record, to be printed. */
export function StationLabel({ record }: { readonly record: number }) {
  const { t } = useTexts();
  const [kind, setKind] = useState<(typeof kinds)[number]>('code128');
  const label = useDocument('label.render', { record, kind });
  return (
    <div className={styles.part}>
      <div className={styles.bar}>
        <Choice
          label={t('app-batch:label.kind')}
          options={kinds.map((id) => ({ id, label: t(`app-batch:label.${id}`) }))}
          value={kind}
          onChange={setKind}
        />
        <Button isDisabled={label.value === undefined} onPress={printLabel}>
          {t('app-batch:label.print')}
        </Button>
      </div>
      {label.status === 'failed' && <ErrorNotice error={label.error} />}
      {label.value !== undefined && (
        <div className={styles.label}>
          <Picture svg={label.value.picture} alt={t('app-batch:label.alt', { record })} />
        </div>
      )}
    </div>
  );
}

/** Prints the page with everything but the label left out (`Batch.module.css`). */
function printLabel(): void {
  document.documentElement.dataset.print = 'label';
  window.print();
  delete document.documentElement.dataset.print;
}
