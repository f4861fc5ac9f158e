import { useState } from 'react';
import { goTo } from '../../../app/route.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Form } from '../../../ui/Form.tsx';
import { Muted, Row } from '../../../ui/Stack.tsx';
import { JoinForm } from '../../nearby/JoinForm.tsx';
import forms from '../../nearby/nearby.module.css';
import { usualSoftApTarget } from '../../nearby/unit-channel.ts';

const softAp = 'softap:';

/** A unit whose Wi-Fi this computer is in. */
export function SoftApForm() {
  const { t } = useTexts();
  const host = useHost();
  const [address, setAddress] = useState(usualSoftApTarget.slice(softAp.length));
  const open = useAction(async () => {
    const opened = await host.ask('unit.open', { target: `${softAp}${address.trim()}` });
    goTo('technician', opened.unit);
  });
  return (
    <>
      <Form className={forms.form} onSubmit={() => open.run()}>
        <Muted>{t('app-nearby:technician.softap-lead')}</Muted>
        <Field
          label={t('app-nearby:technician.address')}
          value={address}
          onChange={setAddress}
          maxLength={200}
          autoComplete="off"
        />
        <Row>
          <Button type="submit" isDisabled={address.trim() === ''} isPending={open.isRunning}>
            {t('app-nearby:technician.read-softap')}
          </Button>
        </Row>
        {open.error !== undefined && <ErrorNotice error={open.error} />}
      </Form>
      <Fold title={t('app-nearby:join.for-me')}>
        <JoinForm />
      </Fold>
    </>
  );
}

/** The square code of a label: it names the unit and holds its code. */
export function QrForm() {
  const { t } = useTexts();
  const host = useHost();
  const [qr, setQr] = useState('');
  const open = useAction(async () => {
    const opened = await host.ask('unit.open', { qr: qr.trim() });
    goTo('technician', opened.unit);
  });
  return (
    <Form className={forms.form} onSubmit={() => open.run()}>
      <Field
        label={t('app-nearby:code.qr')}
        hint={t('app-nearby:technician.qr-lead')}
        value={qr}
        onChange={setQr}
        maxLength={1024}
        autoComplete="off"
      />
      <Row>
        <Button type="submit" isDisabled={qr.trim() === ''} isPending={open.isRunning}>
          {t('app-nearby:technician.qr-open')}
        </Button>
      </Row>
      {open.error !== undefined && <ErrorNotice error={open.error} />}
    </Form>
  );
}
