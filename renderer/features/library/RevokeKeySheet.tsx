import type { KeyEntity } from '../../../electron/contract/state.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';
import { Fingerprint } from '../../ui/Fingerprint.tsx';
import { readable } from '../../ui/Untrusted.tsx';

export function RevokeKeySheet({
  keyEntity: { id, name },
  onClose,
}: {
  readonly keyEntity: KeyEntity;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  const host = useHost();
  const revoke = useAction(async () => {
    await host.ask('key.revoke', { key: id });
    onClose();
  });
  return (
    <ConfirmSheet
      title={t('app-library:keys.revoke-title')}
      confirm={t('app-library:keys.revoke')}
      action={revoke}
      onClose={onClose}
    >
      <p>{t('app-library:keys.revoke-text', { name: readable(name, 100) })}</p>
      <Fingerprint id={id} />
    </ConfirmSheet>
  );
}
