import type { SettingsEntity } from '../../../electron/contract/state.ts';
import { type BleBackend, bleBackends } from '../../../electron/core/interfaces/ble-backend.ts';
import { useEntity } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted } from '../../ui/Stack.tsx';
import { useChange } from './use-change.ts';

/** For those who look for a fault: the way to this computer's Bluetooth. Guided has no such choice. */
export function BluetoothSection({ settings }: { readonly settings: SettingsEntity }) {
  const { t } = useTexts();
  const change = useChange();
  const platform = useEntity('app')?.platform;
  const chosen = settings.bleBackend ?? 'auto';
  if (settings.mode === 'guided') return null;
  // BlueZ is a service of Linux; a setting that was made there stays visible.
  const offered = bleBackends.filter((backend) => backend !== 'bluez' || platform === 'linux' || chosen === 'bluez');
  const labels = {
    auto: t('app-settings:bluetooth.auto'),
    noble: t('app-settings:bluetooth.noble'),
    stoprocent: t('app-settings:bluetooth.stoprocent'),
    bluez: t('app-settings:bluetooth.bluez'),
  } as const satisfies Record<BleBackend, string>;
  return (
    <Section title={t('app-settings:bluetooth.title')}>
      <Choice
        label={t('app-settings:bluetooth.way')}
        options={offered.map((id) => ({ id, label: labels[id] }))}
        value={chosen}
        onChange={(bleBackend) => change.run({ bleBackend })}
      />
      <Muted>{t('app-settings:bluetooth.hint')}</Muted>
      {change.error !== undefined && <ErrorNotice error={change.error} />}
    </Section>
  );
}
