import type { Result } from '../../../electron/contract/commands.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';
import { ProfileFacts } from './ProfileFacts.tsx';
import { ProfileKeys } from './ProfileKeys.tsx';

type Inspected = Result<'profile.inspect'>;

/** What a profile holds; where it brings keys that are new here, a person compares them before they count. */
export function OpenProfileSheet({
  file,
  inspected,
  onClose,
}: {
  readonly file: string;
  readonly inspected: Inspected;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  const host = useHost();
  const { profile, keyId, keys, releaseVersion, needsConfirmation } = inspected;
  const open = useAction(async () => {
    await host.ask('profile.open', { file, ...(needsConfirmation && { confirmKey: keyId }) });
    onClose();
  });
  return (
    <Sheet title={t('app-library:profile.sheet')} isOpen onClose={onClose}>
      <ProfileFacts profile={profile} releaseVersion={releaseVersion} />
      {needsConfirmation ? (
        <>
          <Notice tone="warn" title={t('app-library:profile.ask-title')}>
            <p>{t('app-library:profile.ask')}</p>
          </Notice>
          <ProfileKeys keys={keys} keyId={keyId} heading="h3" signerTitle={t('app-library:profile.key')} />
        </>
      ) : (
        <p>{t('app-library:profile.sheet-known')}</p>
      )}
      {open.error !== undefined && <ErrorNotice error={open.error} />}
      <Row>
        <Button look={needsConfirmation ? 'danger' : 'main'} onPress={() => open.run()} isDisabled={open.isRunning}>
          {t(needsConfirmation ? 'app-library:profile.trust' : 'app-library:profile.use')}
        </Button>
        <Button onPress={onClose}>{t('app-shell:cancel')}</Button>
      </Row>
    </Sheet>
  );
}
