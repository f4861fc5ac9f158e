import { useState } from 'react';
import type { Params } from '../../../electron/contract/commands.ts';
import { useAction, useDocument } from '../../bridge/host-context.tsx';
import type { TextKey } from '../../texts/app-texts.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { readBase64, saveFile } from '../../ui/FileButton.tsx';
import { Picture } from '../../ui/Picture.tsx';
import styles from './RecordLabel.module.css';

type Kind = Params<'label.render'>['kind'];

const kinds: readonly Kind[] = ['datamatrix', 'qr', 'code128'];

/** The label of a recorded unit, with the code that the shop's scanners read. */
export function RecordLabel({
  sequence,
  firstKind = 'datamatrix',
}: {
  readonly sequence: number;
  /** What stands there until a person chooses: benches of repair centers mostly have laser scanners. */
  readonly firstKind?: Kind;
}) {
  const { t } = useTexts();
  const [kind, setKind] = useState<Kind>(firstKind);
  const label = useDocument('label.render', { record: sequence, kind });
  const save = useAction(async (svg: string) =>
    saveFile(`label-${sequence}.svg`, await readBase64(new Blob([svg])), 'image/svg+xml'),
  );
  return (
    <>
      <div className={styles.label}>
        <Choice
          label={t('app-records:detail.label-kind')}
          options={kinds.map((id) => ({ id, label: t(`app-records:detail.kind.${id}` satisfies TextKey) }))}
          value={kind}
          onChange={setKind}
        />
        {label.value !== undefined && (
          <>
            <Button onPress={() => label.value && save.run(label.value.picture)}>
              {t('app-records:detail.label-save')}
            </Button>
            <Button onPress={printLabel}>{t('app-records:detail.label-print')}</Button>
          </>
        )}
      </div>
      {label.status === 'failed' && <ErrorNotice error={label.error} />}
      {label.value !== undefined && (
        <div className={styles.paper}>
          <Picture svg={label.value.picture} alt={t('app-records:detail.label-alt', { sequence })} width={320} />
        </div>
      )}
    </>
  );
}

/** Prints the page with everything but the label left out (`RecordLabel.module.css`). */
function printLabel(): void {
  document.documentElement.dataset.print = 'record-label';
  window.print();
  delete document.documentElement.dataset.print;
}
