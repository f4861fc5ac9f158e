import type { PortEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { useOnce } from '../use-repeating.ts';
import { PlainTrouble } from './TroubleStep.tsx';

/** More than one that could be it: nobody has to choose among names. */
export function SeveralStep() {
  const { t } = useTexts();
  const { product } = useGuidedView();
  return (
    <Question
      picture={<GuidePicture id="plug-in" />}
      title={t('app-guided:several.title')}
      text={t('app-guided:several.text', { product })}
    />
  );
}

/** One usable unit: it is opened when a person says so, or at once where they said so before. */
export function CheckStep({
  port,
  auto,
  lesson,
}: {
  readonly port: PortEntity;
  readonly auto: boolean;
  readonly lesson: string | undefined;
}) {
  const { t, say } = useTexts();
  const { product } = useGuidedView();
  const host = useHost();
  const opening = useAction(() => host.ask('unit.open', { target: port.id }));
  useOnce(() => void opening.run(), port.id, auto);
  if (opening.error !== undefined) {
    return <PlainTrouble error={opening.error} unit={undefined} onAgain={() => void opening.run()} />;
  }
  return (
    <Question
      picture={<GuidePicture id="connected" />}
      title={t('app-guided:check.title', { product })}
      text={t('app-guided:check.text')}
      actions={
        <Button look="main" size="big" isDisabled={opening.isRunning} onPress={() => void opening.run()}>
          {t('app-guided:check.button', { product })}
        </Button>
      }
    >
      {lesson !== undefined && (
        <Notice tone="good" live>
          <p>{say(lesson)}</p>
        </Notice>
      )}
    </Question>
  );
}
