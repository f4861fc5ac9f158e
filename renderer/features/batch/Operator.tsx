import { useState } from 'react';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Untrusted } from '../../ui/Untrusted.tsx';
import styles from './Batch.module.css';

/** Who works; another person takes over while the batch goes on. */
export function Operator({ name, isOver }: { readonly name: string; readonly isOver: boolean }) {
  const { t } = useTexts();
  const host = useHost();
  const [next, setNext] = useState<string>();
  const change = useAction(async () => {
    await host.ask('batch.operator', { operator: next ?? '' });
    await host.ask('settings.change', { operator: (next ?? '').trim() });
    setNext(undefined);
  });
  const who = (
    <>
      {t('app-batch:setup.operator')}: <Untrusted text={name} length={60} />
    </>
  );
  if (isOver) return <span>{who}</span>;
  return (
    <>
      <span className={styles.operator}>
        <Button look="quiet" onPress={() => setNext('')}>
          {who}
        </Button>
      </span>
      <Sheet title={t('app-batch:operator.title')} isOpen={next !== undefined} onClose={() => setNext(undefined)}>
        <p>{t('app-batch:operator.hint')}</p>
        <Form className={styles.bar} onSubmit={() => change.run()}>
          <Field
            label={t('app-batch:setup.operator')}
            value={next ?? ''}
            onChange={setNext}
            maxLength={100}
            autoFocus
          />
          <Button look="main" type="submit" isDisabled={next?.trim() === ''}>
            {t('app-batch:operator.change')}
          </Button>
        </Form>
        {change.error !== undefined && <ErrorNotice error={change.error} />}
      </Sheet>
    </>
  );
}
