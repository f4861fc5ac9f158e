import { useState } from 'react';
import type { Result } from '../../../../electron/contract/commands.ts';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Choice } from '../../../ui/Choice.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Form } from '../../../ui/Form.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Muted, Row } from '../../../ui/Stack.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import forms from '../../nearby/nearby.module.css';
import { Part } from '../unit/Part.tsx';

type Status = Result<'wifi.status'>;
type Networks = Result<'wifi.scan'>['networks'];

/** The network of the unit itself: the commonest stranded unit of all has lost it, and here it gets another one. */
export function StationSection({ unit, isBusy }: { readonly unit: UnitEntity; readonly isBusy: boolean }) {
  const { t } = useTexts();
  const host = useHost();
  const [status, setStatus] = useState<Status>();
  const [networks, setNetworks] = useState<Networks>();
  const ask = useAction(async () => setStatus(await host.ask('wifi.status', { unit: unit.id })));
  const scan = useAction(async () => setNetworks((await host.ask('wifi.scan', { unit: unit.id })).networks));
  const error = ask.error ?? scan.error;
  return (
    <Part name="station" title={t('app-nearby:station.title')}>
      <Muted>{t('app-nearby:station.lead')}</Muted>
      <Row>
        <Button isDisabled={isBusy} isPending={ask.isRunning} onPress={() => void ask.run()}>
          {t('app-nearby:station.ask')}
        </Button>
        <Button isDisabled={isBusy} isPending={scan.isRunning} onPress={() => void scan.run()}>
          {t('app-nearby:station.scan')}
        </Button>
      </Row>
      {status !== undefined && <StatusNotice status={status} />}
      {networks !== undefined && <NetworkForm unit={unit} networks={networks} isBusy={isBusy} onStatus={setStatus} />}
      {error !== undefined && <ErrorNotice error={error} />}
    </Part>
  );
}

function StatusNotice({ status }: { readonly status: Status }) {
  const { t } = useTexts();
  if (status.state === 'failed') {
    return <Notice tone="bad" live title={t(`app-nearby:station.state.${status.reason}`)} />;
  }
  const names =
    status.state === 'connected' ? { name: readable(status.name, 64), address: readable(status.address, 64) } : {};
  return (
    <Notice
      tone={status.state === 'connected' ? 'good' : 'warn'}
      live
      title={t(`app-nearby:station.state.${status.state}`, names)}
    />
  );
}

function NetworkForm({
  unit,
  networks,
  isBusy,
  onStatus,
}: {
  readonly unit: UnitEntity;
  readonly networks: Networks;
  readonly isBusy: boolean;
  readonly onStatus: (status: Status) => void;
}) {
  const { t } = useTexts();
  const host = useHost();
  const [chosen, setChosen] = useState<string>();
  const [passphrase, setPassphrase] = useState('');
  // Several access points of one network are one choice.
  const single = [...new Map(networks.toReversed().map((network) => [network.ssid, network])).values()].toReversed();
  const network = single.find(({ ssid }) => ssid === chosen);
  const set = useAction(async () => {
    if (network === undefined) return;
    const secret = network.isOpen ? '' : passphrase;
    onStatus(await host.ask('wifi.set', { unit: unit.id, ssid: network.ssid, passphrase: secret }));
    setPassphrase('');
  });
  const options = single.map(({ ssid, name, rssi, isOpen }) => ({
    id: ssid,
    label: [
      readable(name, 40) || ssid,
      t('app-nearby:technician.strength', { dbm: rssi }),
      isOpen ? t('app-nearby:station.open') : undefined,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
  }));
  return (
    <Form className={forms.form} onSubmit={() => set.run()}>
      <p role="status">{t('app-nearby:station.scanned', { count: single.length })}</p>
      <Choice label={t('app-nearby:station.network')} options={options} value={chosen} onChange={setChosen} />
      {network?.isOpen !== true && (
        <Field
          label={t('app-nearby:station.password')}
          value={passphrase}
          onChange={setPassphrase}
          type="password"
          maxLength={64}
          autoComplete="off"
        />
      )}
      <Row>
        <Button type="submit" isDisabled={isBusy || network === undefined} isPending={set.isRunning}>
          {t(set.isRunning ? 'app-nearby:station.setting' : 'app-nearby:station.set')}
        </Button>
      </Row>
      {set.error !== undefined && <ErrorNotice error={set.error} />}
    </Form>
  );
}
