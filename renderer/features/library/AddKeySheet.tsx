import { useState } from 'react';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Field } from '../../ui/Field.tsx';
import { FileButton } from '../../ui/FileButton.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';

const maxPemLength = 10_000;

export function AddKeySheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const host = useHost();
  const [name, setName] = useState('');
  const [pem, setPem] = useState('');
  const add = useAction(async () => {
    await host.ask('key.enrol', { name, pem });
    onClose();
  });
  return (
    <Sheet title={t('app-library:keys.add-title')} isOpen onClose={onClose}>
      <p>{t('app-library:keys.add-text')}</p>
      <Field label={t('app-library:keys.add-name')} value={name} onChange={setName} maxLength={100} autoFocus />
      <Field
        label={t('app-library:keys.add-pem')}
        value={pem}
        onChange={setPem}
        maxLength={maxPemLength}
        lines={6}
        placeholder="-----BEGIN PUBLIC KEY-----"
      />
      {add.error !== undefined && <ErrorNotice error={add.error} />}
      <Row>
        <Button
          look="main"
          onPress={() => add.run()}
          isDisabled={name.trim() === '' || pem.trim() === '' || add.isRunning}
        >
          {t('app-library:keys.add-confirm')}
        </Button>
        <FileButton accept={['.pem']} onFile={(base64) => setPem(textOf(base64))}>
          {t('app-library:keys.add-file')}
        </FileButton>
      </Row>
    </Sheet>
  );
}

/** PEM is ASCII; what is longer than any key is cut, and then refused by the host. */
function textOf(base64: string): string {
  return atob(base64.slice(0, maxPemLength)).slice(0, maxPemLength);
}
