import { useState } from 'react';
import type { Explanation } from '../../../../electron/core/explain/explanation.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Row } from '../../../ui/Stack.tsx';
import { ExplanationView } from './ExplanationView.tsx';
import styles from './verdict.module.css';

/** A device log that somebody has: what it says, and what would settle the rest. */
export function LogForm() {
  const { t } = useTexts();
  const host = useHost();
  const [text, setText] = useState('');
  const [explanation, setExplanation] = useState<Explanation>();
  const explain = useAction(async () => setExplanation(await host.ask('log.explain', { text })));
  return (
    <div className={styles.form}>
      <Field
        label={t('app-technician:log.label')}
        hint={t('app-technician:log.hint')}
        lines={8}
        value={text}
        onChange={setText}
      />
      <Row>
        <Button isDisabled={text.trim() === ''} isPending={explain.isRunning} onPress={() => explain.run()}>
          {t('app-technician:log.explain')}
        </Button>
      </Row>
      {explain.error !== undefined && <ErrorNotice error={explain.error} />}
      {explanation !== undefined && <ExplanationView explanation={explanation} />}
    </div>
  );
}
