import type { ReactNode } from 'react';
import type { Action } from '../bridge/host-context.tsx';
import { useTexts } from '../texts/texts.tsx';
import { Button } from './Button.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { Sheet } from './Sheet.tsx';
import { Row } from './Stack.tsx';

/** Asks before something is done that cannot be taken back. What cannot lose anything is not asked about. */
export function ConfirmSheet({
  title,
  action,
  confirm,
  onClose,
  isAllowed = true,
  children,
}: {
  readonly title: string;
  readonly action: Action<[]>;
  /** What the button does, as a verb. */
  readonly confirm: string;
  readonly onClose: () => void;
  readonly isAllowed?: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTexts();
  return (
    <Sheet title={title} isOpen onClose={onClose}>
      {children}
      {action.error !== undefined && <ErrorNotice error={action.error} />}
      <Row>
        <Button look="danger" onPress={() => action.run()} isDisabled={!isAllowed || action.isRunning}>
          {confirm}
        </Button>
        <Button onPress={onClose}>{t('app-shell:cancel')}</Button>
      </Row>
    </Sheet>
  );
}
