import { hexNumber } from '../../../../electron/core/bytes/hex.ts';
import type { SlotFacts, UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { formatSize } from '../../../../electron/core/records/report/report-texts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { Untrusted } from '../../../ui/Untrusted.tsx';
import { FactText } from './FactText.tsx';
import styles from './facts.module.css';

/** The app slots and the images in them. */
export function SlotTable({ facts: { slots } }: { readonly facts: UnitFacts }) {
  const { t } = useTexts();
  const columns: Column<SlotFacts>[] = [
    {
      id: 'slot',
      title: t('app-technician:column.slot'),
      cell: ({ label, offset, size }) => (
        <>
          <Untrusted text={label} length={40} />
          <span className={styles.small}>
            {hexNumber(offset, 6)}, {formatSize(size)}
          </span>
        </>
      ),
    },
    {
      id: 'image',
      title: t('app-technician:column.image'),
      cell: ({ image, imageLength }) => (
        <>
          <FactText fact={image} show={(state) => t(`app-technician:image.${state}`)} />
          {imageLength.known && <span className={styles.small}>{formatSize(imageLength.value)}</span>}
        </>
      ),
    },
    {
      id: 'digest',
      title: t('app-technician:column.digest'),
      cell: ({ imageDigest }) => (
        <FactText fact={imageDigest} show={(digest) => <code className={styles.key}>{digest.slice(0, 16)}</code>} />
      ),
    },
    {
      id: 'project',
      title: t('app-technician:column.project'),
      cell: ({ projectName }) => <FactText fact={projectName} />,
    },
    { id: 'idf', title: t('app-technician:column.idf'), cell: ({ idfVersion }) => <FactText fact={idfVersion} /> },
    {
      id: 'release',
      title: t('app-technician:column.release'),
      cell: ({ catalogueMatch }) => <FactText fact={catalogueMatch} />,
    },
  ];
  return (
    <DataTable
      caption={t('app-technician:firmware.slots')}
      rows={slots}
      rowKey={({ label, offset }) => `${label} ${offset}`}
      columns={columns}
    />
  );
}
