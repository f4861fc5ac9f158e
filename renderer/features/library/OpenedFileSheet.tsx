import { useEffect, useState } from 'react';
import type { Result } from '../../../electron/contract/commands.ts';
import type { ReleaseEntity } from '../../../electron/contract/state.ts';
import { isProfileName, type OpenedFile } from '../../../electron/contract/vendor-file.ts';
import { goTo } from '../../app/route.ts';
import type { HostClient } from '../../bridge/host-client.ts';
import { useEntity, useHost, useOpenedFiles } from '../../bridge/host-context.tsx';
import { envelopeOf } from '../../bridge/host-error.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import { OpenProfileSheet } from './OpenProfileSheet.tsx';

/** What has become of the file that was opened with the app. */
type Opened =
  | { readonly kind: 'busy' }
  | { readonly kind: 'installed'; readonly release: ReleaseEntity }
  | { readonly kind: 'profile'; readonly file: string; readonly inspected: Result<'profile.inspect'> }
  | { readonly kind: 'failed'; readonly error: ReturnType<typeof envelopeOf> };

/** A file that was opened with the app, on whatever screen: a release is installed, a profile shown and asked about. */
export function OpenedFileSheet() {
  const { t } = useTexts();
  const [opened, close] = useOpened();
  if (opened === undefined) return null;
  if (opened.kind === 'profile') {
    return <OpenProfileSheet file={opened.file} inspected={opened.inspected} onClose={close} />;
  }
  return (
    <Sheet title={t('app-library:opened.title')} isOpen onClose={close}>
      {opened.kind === 'busy' && <p role="status">{t('app-library:opened.busy')}</p>}
      {opened.kind === 'failed' && <ErrorNotice error={opened.error} />}
      {opened.kind === 'installed' && (
        <Notice
          tone="good"
          live
          title={t('app-library:releases.installed', {
            product: readable(opened.release.productName, 100),
            version: readable(opened.release.version, 64),
          })}
        />
      )}
      {opened.kind !== 'busy' && (
        <Row>
          <Button look="main" onPress={close}>
            {t('app-library:opened.go-on')}
          </Button>
        </Row>
      )}
    </Sheet>
  );
}

function useOpened(): [Opened | undefined, () => void] {
  const host = useHost();
  const mode = useEntity('settings')?.mode;
  const [file, setFile] = useState<OpenedFile>();
  const [taken, setTaken] = useState<OpenedFile>();
  const [opened, setOpened] = useState<Opened>();
  useOpenedFiles(setFile);
  if (file !== taken) {
    setTaken(file);
    setOpened({ kind: 'busy' });
  }
  useEffect(() => {
    if (file === undefined || mode === undefined) return;
    let current = true;
    goTo(mode === 'guided' ? 'guided' : 'library');
    const tell = (now: Opened) => current && setOpened(now);
    take(host, file).then(tell, (error) => tell({ kind: 'failed', error: envelopeOf(error) }));
    return () => {
      current = false;
    };
  }, [host, file, mode]);
  return [opened, () => setOpened(undefined)];
}

async function take(host: HostClient, opened: OpenedFile): Promise<Opened> {
  if (!opened.ok) return { kind: 'failed', error: opened.error };
  const { name, file } = opened;
  if (!isProfileName(name)) return { kind: 'installed', release: await host.ask('release.install', { file }) };
  return { kind: 'profile', file, inspected: await host.ask('profile.inspect', { file }) };
}
