import { useState } from 'react';
import type { ErrorEnvelope } from '../../../../electron/contract/envelope.ts';
import type { VendorFile } from '../../../../electron/contract/vendor-file.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { FileButton } from '../../../ui/FileButton.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { openVendorFile, type ProfileQuestion } from '../open-vendor-file.ts';
import { plainGroup } from '../plain-words.ts';
import { Question } from '../Question.tsx';
import { SpokenCode } from '../SpokenCode.tsx';
import { TrustVendorStep } from './TrustVendorStep.tsx';

/** No firmware is at hand: the vendor's file is asked for. */
export function FileStep({ problem }: { readonly problem: ErrorEnvelope | undefined }) {
  const { t } = useTexts();
  const host = useHost();
  const { profile } = useGuidedView();
  const [question, setQuestion] = useState<ProfileQuestion>();
  const opening = useAction(async (file: VendorFile) => setQuestion(await openVendorFile(host, file)));
  const error = opening.error ?? problem;
  if (question !== undefined) return <TrustVendorStep question={question} onDone={() => setQuestion(undefined)} />;
  return (
    <Question
      picture={<GuidePicture id="open-file" />}
      title={t('app-guided:file.title')}
      text={t('app-guided:file.text')}
      actions={
        <FileButton
          look="main"
          size="big"
          accept={['.unstrand', '.unstrand-profile']}
          isDisabled={opening.isRunning}
          onFile={(file, name) => void opening.run({ file, name })}
        >
          {t(error === undefined ? 'app-guided:file.button' : 'app-guided:file.other')}
        </FileButton>
      }
    >
      {error === undefined && profile !== undefined && (
        <Notice tone="brand" live>
          <p>{t('app-guided:file.profile-only')}</p>
        </Notice>
      )}
      {error !== undefined && <FileProblem error={error} isOld={opening.error === undefined} />}
    </Question>
  );
}

function FileProblem({ error, isOld }: { readonly error: ErrorEnvelope; readonly isOld: boolean }) {
  const { t } = useTexts();
  const group = plainGroup(error.code);
  return (
    <>
      <Notice tone="bad" live title={t(isOld ? 'app-guided:file.problem' : `app-guided:plain.${group}.title`)}>
        <p>{t(`app-guided:plain.${group}.text`)}</p>
      </Notice>
      <SpokenCode error={error} unit={undefined} />
    </>
  );
}
