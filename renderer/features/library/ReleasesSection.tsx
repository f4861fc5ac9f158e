import { useState } from 'react';
import type { ReleaseEntity } from '../../../electron/contract/state.ts';
import { useAction, useEntities, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { FileButton } from '../../ui/FileButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted } from '../../ui/Stack.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import { ManifestSheet } from './ManifestSheet.tsx';
import { ReleaseTable } from './ReleaseTable.tsx';
import { RemoveReleaseSheet } from './RemoveReleaseSheet.tsx';

type Opened = { readonly kind: 'details' | 'remove'; readonly release: ReleaseEntity };

export function ReleasesSection() {
  const { t } = useTexts();
  const host = useHost();
  const releases = Object.values(useEntities('releases'));
  const [opened, setOpened] = useState<Opened>();
  const [installed, setInstalled] = useState<ReleaseEntity>();
  const install = useAction(async (file: string) => {
    setInstalled(undefined);
    setInstalled(await host.ask('release.install', { file }));
  });
  const close = () => setOpened(undefined);
  return (
    <Section
      title={t('app-library:releases.title')}
      aside={
        <FileButton look="main" accept={['.unstrand']} onFile={install.run} isDisabled={install.isRunning}>
          {t('app-library:releases.install')}
        </FileButton>
      }
    >
      {install.error !== undefined && <ErrorNotice error={install.error} />}
      {installed !== undefined && (
        <Notice
          tone="good"
          live
          title={t('app-library:releases.installed', {
            product: readable(installed.productName, 100),
            version: readable(installed.version, 64),
          })}
        />
      )}
      {releases.length === 0 ? (
        <Muted>{t('app-library:releases.none')}</Muted>
      ) : (
        <ReleaseTable
          releases={releases}
          onDetails={(release) => setOpened({ kind: 'details', release })}
          onRemove={(release) => setOpened({ kind: 'remove', release })}
        />
      )}
      {opened?.kind === 'details' && <ManifestSheet release={opened.release} onClose={close} />}
      {opened?.kind === 'remove' && <RemoveReleaseSheet release={opened.release} onClose={close} />}
    </Section>
  );
}
