import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTexts } from '../texts/texts.tsx';
import { Button } from './Button.tsx';
import styles from './Sheet.module.css';

/** A dialog above the page, closed by its button, by Escape or by whoever opened it. */
export function Sheet({
  title,
  isOpen,
  onClose,
  children,
}: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTexts();
  return (
    <ModalOverlay className={styles.overlay} isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable>
      <Modal className={styles.modal}>
        <Dialog className={styles.dialog}>
          <header className={styles.header}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button look="quiet" slot="close">
              {t('app-shell:close')}
            </Button>
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
