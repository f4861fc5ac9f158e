import type { ReleaseEntity } from '../../../electron/contract/state.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';
import { readable } from '../../ui/Untrusted.tsx';

export function RemoveReleaseSheet({
  release: { id, productName, version },
  onClose,
}: {
  readonly release: ReleaseEntity;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  const host = useHost();
  const remove = useAction(async () => {
    await host.ask('release.remove', { release: id });
    onClose();
  });
  return (
    <ConfirmSheet
      title={t('app-library:releases.remove-title')}
      confirm={t('app-library:releases.remove')}
      action={remove}
      onClose={onClose}
    >
      <p>
        {t('app-library:releases.remove-text', {
          product: readable(productName, 100),
          version: readable(version, 64),
        })}
      </p>
    </ConfirmSheet>
  );
}
