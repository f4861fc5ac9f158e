import { useRef, useState } from 'react';
import type { TextFieldProps } from 'react-aria-components';
import { useEntity } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Row } from '../../../ui/Stack.tsx';
import { useShortcuts } from '../keys/use-shortcuts.ts';
import { showPart } from '../unit/Part.tsx';
import styles from './plan.module.css';
import type { Planning } from './use-plan.ts';

/**
 * Who works on what, and the start. A barcode scanner types and presses Enter: that leads to the next field and never
 * starts anything.
 */
export function RecoverForm({ planning, isBusy }: { readonly planning: Planning; readonly isBusy: boolean }) {
  const { t } = useTexts();
  const [operator, setOperator] = useState(useEntity('settings')?.operator ?? '');
  const [workOrder, setWorkOrder] = useState('');
  const [serial, setSerial] = useState('');
  const fields = useRef<HTMLDivElement>(null);
  const name = operator.trim();
  const isReady = planning.plan !== undefined && name !== '' && !isBusy;
  const recover = () => {
    if (!isReady) return;
    void planning.recover.run({
      operator: name,
      ...(workOrder.trim() !== '' && { workOrder: workOrder.trim() }),
      ...(serial.trim() !== '' && { serial: serial.trim() }),
    });
  };
  const toNext: TextFieldProps['onKeyDown'] = (event) => {
    if (event.key !== 'Enter') return;
    const inputs = [...(fields.current?.querySelectorAll('input') ?? [])];
    inputs.find((_, index) => inputs[index - 1] === event.target)?.focus();
  };
  useShortcuts({
    r: () => {
      showPart('plan');
      recover();
    },
    '/': () => {
      showPart('plan');
      focusField(fields.current, workOrder === '' ? 0 : 1);
    },
  });
  return (
    <div className={styles.recover}>
      <div className={styles.fields} ref={fields}>
        <Field
          label={t('app-technician:job.work-order')}
          value={workOrder}
          onChange={setWorkOrder}
          maxLength={1000}
          onKeyDown={toNext}
        />
        <Field
          label={t('app-technician:job.serial')}
          value={serial}
          onChange={setSerial}
          maxLength={100}
          onKeyDown={toNext}
        />
        <Field
          label={t('app-technician:job.operator')}
          value={operator}
          onChange={setOperator}
          maxLength={100}
          isRequired
        />
      </div>
      <p className={styles.hint}>{t('app-technician:job.scan')}</p>
      <Row>
        <Button
          look={planning.plan === undefined ? 'plain' : 'main'}
          size={planning.plan === undefined ? 'normal' : 'big'}
          isDisabled={!isReady}
          isPending={planning.recover.isRunning}
          onPress={recover}
        >
          {t('app-technician:job.recover')}
        </Button>
        {planning.plan === undefined && <span className={styles.hint}>{t('app-technician:job.plan-first')}</span>}
      </Row>
    </div>
  );
}

function focusField(fields: HTMLElement | null, index: number): void {
  fields?.querySelectorAll('input')[index]?.focus();
}
