import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Result } from '../../../electron/contract/commands.ts';
import { useAction, useDocument, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { saveFile } from '../../ui/FileButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { readable, Untrusted } from '../../ui/Untrusted.tsx';
import styles from './SupportBundleSheet.module.css';

/** The contract's own limit: nothing is left out of what is shown. */
const maxTextLength = 20_000_000;

type Entries = Result<'support.preview'>['entries'];

/** The file for support: every text in it is shown before it is saved. */
export function SupportBundleSheet({
  unit,
  isOpen,
  onClose,
}: {
  /** Of one unit; of the app alone where there is none. */
  readonly unit?: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  return (
    <Sheet title={t('app-support:title')} isOpen={isOpen} onClose={onClose}>
      <Preview subject={unit === undefined ? {} : { unit }} />
    </Sheet>
  );
}

function Preview({ subject }: { readonly subject: { readonly unit?: string } }) {
  const { t } = useTexts();
  const preview = useDocument('support.preview', subject);
  if (preview.status === 'failed') return <ErrorNotice error={preview.error} />;
  if (preview.value === undefined) return <p>{t('app-shell:busy')}</p>;
  return (
    <>
      <p>{t('app-support:intro')}</p>
      <EntryTexts entries={preview.value.entries} />
      <SaveButton subject={subject} />
    </>
  );
}

function EntryTexts({ entries }: { readonly entries: Entries }) {
  const { t } = useTexts();
  return (
    <Tabs className={styles.tabs} keyboardActivation="manual">
      <TabList className={styles.list} aria-label={t('app-support:entries')} items={entries.map(toItem)}>
        {({ id, size }) => (
          <Tab className={styles.tab} id={id}>
            <Untrusted text={t('app-support:entry', { name: id, size: (size / 1000).toFixed(1) })} />
          </Tab>
        )}
      </TabList>
      {entries.map(({ name, text }) => (
        <TabPanel key={name} id={name} className={styles.panel}>
          <textarea
            className={styles.text}
            readOnly
            spellCheck={false}
            value={readable(text, maxTextLength)}
            aria-label={t('app-support:text', { name: readable(name, 100) })}
          />
        </TabPanel>
      ))}
    </Tabs>
  );
}

function toItem({ name, size }: Entries[number]) {
  return { id: name, size };
}

function SaveButton({ subject }: { readonly subject: { readonly unit?: string } }) {
  const { t } = useTexts();
  const host = useHost();
  const [saved, setSaved] = useState<string>();
  const save = useAction(async () => {
    const { fileName, file } = await host.ask('support.bundle', subject);
    saveFile(fileName, file, 'application/zip');
    setSaved(fileName);
  });
  return (
    <>
      {save.error !== undefined && <ErrorNotice error={save.error} />}
      {saved !== undefined && (
        <Notice tone="good" live>
          <p>{t('app-support:saved', { name: saved })}</p>
        </Notice>
      )}
      <div>
        <Button look="main" isPending={save.isRunning} onPress={() => save.run()}>
          {t('app-support:save')}
        </Button>
      </div>
    </>
  );
}
