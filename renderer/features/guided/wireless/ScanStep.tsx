import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Form } from '../../../ui/Form.tsx';
import { useCodeEntry } from '../../nearby/CodeFields.tsx';
import { useLooking } from '../../nearby/use-looking.ts';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import styles from './wireless.module.css';

/** The square code of the label names the unit and holds its code: one scan instead of a choice and a line to type. */
export function ScanStep() {
  const { t } = useTexts();
  const { choose } = useGuidedView();
  const host = useHost();
  const entry = useCodeEntry();
  useLooking(true);
  const { code } = entry;
  const opening = useAction(async () => {
    if (code.kind !== 'qr') return;
    const { transport, name: ssid } = code.payload;
    if (transport === 'softap') return choose({ kind: 'wifi', ssid, credentials: code.credentials });
    await host.ask('unit.open', { qr: entry.text.trim() });
    choose({ kind: 'ble' });
  });
  return (
    <Question
      picture={<GuidePicture id="label-code" />}
      title={t('app-nearby:guided.code.scan-title')}
      text={t('app-nearby:guided.code.scan-text')}
      actions={
        <Button look="quiet" onPress={() => choose({ kind: 'ble' })}>
          {t('app-nearby:guided.code.back')}
        </Button>
      }
    >
      <Form className={styles.form} onSubmit={() => opening.run()}>
        <Field
          label={t('app-nearby:code.qr')}
          value={entry.text}
          onChange={entry.setText}
          autoComplete="off"
          maxLength={1024}
          spellCheck="false"
          isInvalid={code.kind === 'unreadable' || code.kind === 'code'}
          error={t('app-nearby:code.not-qr')}
        />
        <Button look="main" size="big" type="submit" isDisabled={code.kind !== 'qr'} isPending={opening.isRunning}>
          {t('app-nearby:guided.code.button')}
        </Button>
      </Form>
      {opening.error !== undefined && <ErrorNotice error={opening.error} />}
    </Question>
  );
}
