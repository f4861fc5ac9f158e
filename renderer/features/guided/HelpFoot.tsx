import { useState } from 'react';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { SupportBundleSheet } from '../support/SupportBundleSheet.tsx';
import styles from './Guided.module.css';
import { useGuidedView } from './guided-context.tsx';

/** Under every question: whom to call, and the file that support may ask for. */
export function HelpFoot({ unit }: { readonly unit?: string }) {
  const { t } = useTexts();
  const { profile } = useGuidedView();
  const [open, setOpen] = useState<'help' | 'bundle'>();
  const close = () => setOpen(undefined);
  return (
    <div className={styles.foot}>
      <Button look="quiet" onPress={() => setOpen('help')}>
        {t('app-guided:help.open')}
      </Button>
      <Sheet title={t('app-guided:help.title')} isOpen={open === 'help'} onClose={close}>
        <p className={styles.contact}>
          {profile?.supportContact === undefined
            ? t('app-guided:help.no-contact')
            : t('app-guided:help.contact', { contact: profile.supportContact })}
        </p>
        <p>{t('app-guided:help.bundle')}</p>
        <div>
          <Button onPress={() => setOpen('bundle')}>{t('app-support:open')}</Button>
        </div>
      </Sheet>
      <SupportBundleSheet isOpen={open === 'bundle'} onClose={close} {...(unit !== undefined && { unit })} />
    </div>
  );
}
