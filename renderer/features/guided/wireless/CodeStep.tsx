import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Form } from '../../../ui/Form.tsx';
import { CodeFields, useCodeEntry } from '../../nearby/CodeFields.tsx';
import { asksForUserName, type CodeQuestion } from '../../nearby/unit-channel.ts';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import styles from './wireless.module.css';

/** The unit asks for the code of its label. The code goes to the host with the next try and is kept nowhere else. */
export function CodeStep({ unit, question }: { readonly unit: UnitEntity; readonly question: CodeQuestion }) {
  const { t } = useTexts();
  const { product } = useGuidedView();
  const host = useHost();
  const entry = useCodeEntry();
  const withUser = asksForUserName(unit);
  const close = () => void host.ask('unit.close', { unit: unit.id }).catch(() => {});
  const opening = useAction(async () => {
    const { code } = entry;
    if (code.kind === 'code' || code.kind === 'qr') {
      await host.ask('unit.open', { target: unit.target, credentials: code.credentials });
    }
  });
  const isWrong = question === 'refused';
  return (
    <Question
      picture={<GuidePicture id="label-code" />}
      title={t(isWrong ? 'app-nearby:guided.code.wrong' : 'app-nearby:guided.code.title', { product })}
      text={t(
        isWrong
          ? 'app-nearby:guided.code.wrong-text'
          : withUser
            ? 'app-nearby:guided.code.user'
            : 'app-nearby:guided.code.text',
      )}
      unit={unit.id}
      actions={
        <Button look="quiet" onPress={close}>
          {t('app-nearby:guided.code.back')}
        </Button>
      }
    >
      <Form className={styles.form} onSubmit={() => opening.run()}>
        <CodeFields entry={entry} withUser={withUser} withCode={!withUser || unit.hasCredentials !== true} />
        <Button
          look="main"
          size="big"
          type="submit"
          isDisabled={entry.code.kind === 'empty' || entry.code.kind === 'unreadable'}
          isPending={opening.isRunning}
        >
          {t('app-nearby:guided.code.button')}
        </Button>
      </Form>
      {opening.error !== undefined && <ErrorNotice error={opening.error} />}
    </Question>
  );
}
