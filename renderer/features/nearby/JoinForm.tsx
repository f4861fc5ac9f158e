import { useState } from 'react';
import { useAction, useEntity, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { Muted, Row } from '../../ui/Stack.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import styles from './nearby.module.css';

/** Lets this computer join the unit's Wi-Fi, and go back to its own afterwards. */
export function JoinForm({ ssid: known }: { readonly ssid?: string | undefined }) {
  const { t } = useTexts();
  const host = useHost();
  const network = useEntity('access-point');
  const [ssid, setSsid] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const join = useAction(() => host.ask('softap.join', { ssid, ...(password !== '' && { password }) }));
  const leave = useAction(() => host.ask('softap.leave', {}));
  const error = join.error ?? leave.error ?? network?.error;
  const isBusy = network?.state === 'joining' || network?.state === 'leaving';
  if (network?.state === 'joined') {
    return (
      <div className={styles.form}>
        <p>{t('app-nearby:join.joined', { ssid: readable(network.ssid ?? '', 40) })}</p>
        <Row>
          <Button isPending={leave.isRunning} onPress={() => void leave.run()}>
            {t('app-nearby:join.leave')}
          </Button>
        </Row>
        {error !== undefined && <ErrorNotice error={error} />}
      </div>
    );
  }
  return (
    <Form className={styles.form} onSubmit={() => join.run()}>
      <Field label={t('app-nearby:join.ssid')} value={ssid} onChange={setSsid} maxLength={32} autoComplete="off" />
      <Field
        label={t('app-nearby:join.password')}
        value={password}
        onChange={setPassword}
        type="password"
        maxLength={64}
        autoComplete="off"
      />
      <Muted>{t('app-nearby:join.warning')}</Muted>
      <Row>
        <Button type="submit" isDisabled={ssid === ''} isPending={join.isRunning || isBusy}>
          {t(isBusy ? 'app-nearby:join.joining' : 'app-nearby:join.button')}
        </Button>
      </Row>
      {error !== undefined && <ErrorNotice error={error} />}
    </Form>
  );
}
