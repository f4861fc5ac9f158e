import type { ErrorEnvelope } from '../../../../electron/contract/envelope.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { FileButton } from '../../../ui/FileButton.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { GuidePicture } from '../GuidePicture.tsx';
import { openVendorFile } from '../open-vendor-file.ts';
import { plainGroup } from '../plain-words.ts';
import { Question } from '../Question.tsx';
import { SpokenCode } from '../SpokenCode.tsx';

/** No firmware is at hand: the vendor's file is asked for. */
export function FileStep({ problem }: { readonly problem: ErrorEnvelope | undefined }) {
  const { t } = useTexts();
  const host = useHost();
  const opening = useAction((file: string) => openVendorFile(host, file));
  const error = opening.error ?? problem;
  return (
    <Question
      picture={<GuidePicture id="open-file" />}
      title={t('app-guided:file.title')}
      text={t('app-guided:file.text')}
      actions={
        <FileButton
          look="main"
          size="big"
          accept={['.unstrand']}
          isDisabled={opening.isRunning}
          onFile={(file) => void opening.run(file)}
        >
          {t(error === undefined ? 'app-guided:file.button' : 'app-guided:file.other')}
        </FileButton>
      }
    >
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
