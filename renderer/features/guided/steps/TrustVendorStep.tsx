import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { ProfileKeys } from '../../library/ProfileKeys.tsx';
import { GuidePicture } from '../GuidePicture.tsx';
import { openAskedProfile, type ProfileQuestion } from '../open-vendor-file.ts';
import { plainGroup } from '../plain-words.ts';
import { Question } from '../Question.tsx';
import { SpokenCode } from '../SpokenCode.tsx';

/** The file brings keys that are new here: whether it is from the vendor, only a person can find out. */
export function TrustVendorStep({
  question,
  onDone,
}: {
  readonly question: ProfileQuestion;
  readonly onDone: () => void;
}) {
  const { t } = useTexts();
  const host = useHost();
  const trusting = useAction(async () => {
    await openAskedProfile(host, question);
    onDone();
  });
  const { profile, keys, keyId } = question.inspected;
  const vendor = readable(profile.vendor, 60);
  return (
    <Question
      picture={<GuidePicture id="open-file" />}
      title={t('app-guided:trust.title', { vendor })}
      text={t('app-guided:trust.text', { vendor })}
      actions={
        <>
          <Button look="main" size="big" isPending={trusting.isRunning} onPress={() => void trusting.run()}>
            {t('app-guided:trust.yes')}
          </Button>
          <Button look="quiet" onPress={onDone}>
            {t('app-guided:trust.no')}
          </Button>
        </>
      }
    >
      <ProfileKeys keys={keys} keyId={keyId} heading="h2" signerTitle={t('app-guided:trust.key')} />
      {trusting.error !== undefined && (
        <>
          <Notice tone="bad" live title={t(`app-guided:plain.${plainGroup(trusting.error.code)}.title`)}>
            <p>{t(`app-guided:plain.${plainGroup(trusting.error.code)}.text`)}</p>
          </Notice>
          <SpokenCode error={trusting.error} unit={undefined} />
        </>
      )}
    </Question>
  );
}
