import { useState } from 'react';
import type { Result } from '../../../electron/contract/commands.ts';
import type { ProfileEntity } from '../../../electron/contract/state.ts';
import { useAction, useEntity, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { FileButton } from '../../ui/FileButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted, Row } from '../../ui/Stack.tsx';
import { OpenProfileSheet } from './OpenProfileSheet.tsx';
import { ProfileFacts } from './ProfileFacts.tsx';

/** A profile that was chosen and is not open yet. */
interface Chosen {
  readonly file: string;
  readonly inspected: Result<'profile.inspect'>;
}

export function ProfileSection() {
  const { t } = useTexts();
  const host = useHost();
  const profile = useEntity('profile');
  const [chosen, setChosen] = useState<Chosen>();
  const choose = useAction(async (file: string) => {
    setChosen({ file, inspected: await host.ask('profile.inspect', { file }) });
  });
  return (
    <Section
      title={t('app-library:profile.title')}
      aside={
        <FileButton accept={['.unstrand-profile']} onFile={choose.run} isDisabled={choose.isRunning}>
          {t('app-library:profile.open')}
        </FileButton>
      }
    >
      {choose.error !== undefined && <ErrorNotice error={choose.error} />}
      {profile === undefined ? <Muted>{t('app-library:profile.none')}</Muted> : <OpenedProfile profile={profile} />}
      {chosen !== undefined && <OpenProfileSheet {...chosen} onClose={() => setChosen(undefined)} />}
    </Section>
  );
}

function OpenedProfile({ profile }: { readonly profile: ProfileEntity }) {
  const { t } = useTexts();
  const host = useHost();
  const releases = useEntity('releases', profile.release ?? '');
  const close = useAction(() => host.ask('profile.close', {}));
  return (
    <>
      <ProfileFacts profile={profile} releaseVersion={releases?.version} />
      {close.error !== undefined && <ErrorNotice error={close.error} />}
      <Row>
        <Button onPress={() => close.run()} isDisabled={close.isRunning}>
          {t('app-library:profile.close')}
        </Button>
      </Row>
    </>
  );
}
