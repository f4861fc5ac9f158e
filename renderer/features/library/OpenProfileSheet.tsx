import type { Result } from '../../../electron/contract/commands.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Fingerprint } from '../../ui/Fingerprint.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import { ProfileFacts } from './ProfileFacts.tsx';

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
          {keys.map((key) => (
            <BroughtKey key={key.id} brought={key} isSigner={key.id === keyId} />
          ))}
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

function BroughtKey({
  brought: { id, name, isEnrolled, isNameTaken },
  isSigner,
}: {
  readonly brought: Inspected['keys'][number];
  readonly isSigner: boolean;
}) {
  const { t } = useTexts();
  const shownName = readable(name, 100);
  return (
    <>
      <Row>
        <h3>{isSigner ? t('app-library:profile.key') : t('app-library:profile.other-key', { name: shownName })}</h3>
        <Badge tone={isEnrolled ? 'good' : 'warn'}>
          {t(isEnrolled ? 'app-library:profile.enrolled' : 'app-library:profile.new')}
        </Badge>
      </Row>
      <Fingerprint id={id} />
      {isNameTaken && !isEnrolled && (
        <Notice tone="bad" title={t('app-library:profile.name-taken', { name: shownName })} />
      )}
    </>
  );
}
