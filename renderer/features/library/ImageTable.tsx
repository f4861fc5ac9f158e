import type { ReleaseImage } from '../../../electron/core/release/manifest.ts';
import type { TextKey } from '../../texts/app-texts.ts';
import { useTexts } from '../../texts/texts.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { HashCode } from '../../ui/HashCode.tsx';
import { formatMegabytes } from './format.ts';

/** The files of a release, and which chips they are for. */
export function ImageTable({ images }: { readonly images: readonly ReleaseImage[] }) {
  const { t, language } = useTexts();
  return (
    <DataTable
      caption={t('app-library:manifest.image-table')}
      rows={images}
      rowKey={({ file }) => file}
      columns={[
        { id: 'chip', title: t('app-library:manifest.image.chip'), cell: ({ chip }) => chip },
        {
          id: 'role',
          title: t('app-library:manifest.image.role'),
          cell: ({ role }) => t(`app-library:manifest.image.${role}` satisfies TextKey),
        },
        {
          id: 'revisions',
          title: t('app-library:manifest.image.revisions'),
          cell: (image) => revisions(image) ?? t('app-library:manifest.image.any'),
        },
        {
          id: 'size',
          title: t('app-library:manifest.image.size'),
          cell: ({ size }) => formatMegabytes(size, language),
          isNumber: true,
        },
        {
          id: 'sha256',
          title: t('app-library:manifest.image.sha256'),
          cell: ({ sha256 }) => <HashCode hash={sha256} />,
        },
      ]}
    />
  );
}

/** `v1.0 – v3.1` from `major * 100 + minor`. */
function revisions({ minRevision, maxRevision }: ReleaseImage): string | undefined {
  if (minRevision === undefined && maxRevision === undefined) return undefined;
  const shown = (revision: number) => `v${Math.floor(revision / 100)}.${revision % 100}`;
  return `${shown(minRevision ?? 0)} – ${maxRevision === undefined ? '' : shown(maxRevision)}`.trim();
}
