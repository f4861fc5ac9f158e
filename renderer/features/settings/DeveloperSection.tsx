import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted } from '../../ui/Stack.tsx';
import { Toggle } from '../../ui/Toggle.tsx';
import styles from './DeveloperSection.module.css';

/** Off with one press; on only after a dialog, a tick and a button, and two messages to the host. */
export function DeveloperSection({ isAllowed }: { readonly isAllowed: boolean }) {
  const { t } = useTexts();
  const host = useHost();
  const [isAsking, setAsking] = useState(false);
  const forbid = useAction(() => host.ask('settings.allow-unsigned', { allow: false }));
  return (
    <Section title={t('app-settings:developer.title')}>
      <Toggle isOn={isAllowed} onChange={(wanted) => (wanted ? setAsking(true) : void forbid.run())}>
        {t('app-settings:developer.switch')}
      </Toggle>
      {isAllowed ? (
        <Notice tone="bad" title={t('app-settings:developer.on')}>
          <p>{t('app-settings:developer.on-text')}</p>
        </Notice>
      ) : (
        <Muted>{t('app-settings:developer.off')}</Muted>
      )}
      {forbid.error !== undefined && <ErrorNotice error={forbid.error} />}
      {isAsking && <AllowSheet onClose={() => setAsking(false)} />}
    </Section>
  );
}

function AllowSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const host = useHost();
  const [isUnderstood, setUnderstood] = useState(false);
  const allow = useAction(async () => {
    const { confirmation } = await host.ask('settings.allow-unsigned', { allow: true });
    await host.ask('settings.allow-unsigned', { allow: true, confirmation });
    onClose();
  });
  return (
    <ConfirmSheet
      title={t('app-settings:developer.sheet')}
      confirm={t('app-settings:developer.confirm')}
      action={allow}
      onClose={onClose}
      isAllowed={isUnderstood}
    >
      <Notice tone="bad">
        <p>{t('app-settings:developer.sheet-text')}</p>
      </Notice>
      <Checkbox className={styles.tick} isSelected={isUnderstood} onChange={setUnderstood}>
        <svg className={styles.box} width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 12.5l4 4 8-9" fill="none" stroke="currentColor" strokeWidth="2.6" />
        </svg>
        {t('app-settings:developer.understood')}
      </Checkbox>
    </ConfirmSheet>
  );
}
