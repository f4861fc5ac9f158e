import { useState } from 'react';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useEntities, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Form } from '../../../ui/Form.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Row } from '../../../ui/Stack.tsx';
import { readable, Untrusted } from '../../../ui/Untrusted.tsx';
import { JoinForm } from '../../nearby/JoinForm.tsx';
import forms from '../../nearby/nearby.module.css';
import { isCutOff, slowTransfer, softApTargetOf, usualSoftApTarget } from '../../nearby/unit-channel.ts';
import { Part } from '../unit/Part.tsx';
import styles from './wireless.module.css';

/** How this unit is reached, what that way cannot do, and the other ways: work goes on over any of them. */
export function ChannelSection({ unit }: { readonly unit: UnitEntity }) {
  const { t, say } = useTexts();
  const channel = say(`report:channel.${unit.channel}`);
  return (
    <Part name="channel" title={t('app-nearby:channel.title')} aside={<Badge tone="brand">{channel}</Badge>}>
      {unit.inferred === true && (
        <Notice tone="warn" title={t('app-nearby:channel.inferred')}>
          <p>{t('app-nearby:channel.inferred-why')}</p>
        </Notice>
      )}
      <Hurry unit={unit} />
      <Ways unit={unit} />
      <h3>{t('app-nearby:channel.limits', { channel })}</h3>
      <ul className={styles.limits}>
        <li>{t('app-nearby:channel.no-backup')}</li>
        <li>{t('app-nearby:channel.no-nvs')}</li>
        <li>{t('app-nearby:channel.no-log')}</li>
      </ul>
    </Part>
  );
}

/** Bluetooth is slow with this unit, or has lost it. */
function Hurry({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const seconds = slowTransfer(unit);
  if (seconds === undefined && !isCutOff(unit)) return null;
  return (
    <Notice tone="warn" live>
      <p>
        {seconds === undefined
          ? t('app-nearby:channel.dead')
          : t('app-nearby:channel.slow', { minutes: Math.round(seconds / 60) })}
      </p>
    </Notice>
  );
}

function Ways({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const host = useHost();
  const nearby = useEntities('nearby');
  const [other, setOther] = useState('');
  const move = useAction((target: string) => host.ask('unit.move', { unit: unit.id, target }));
  const known = unit.targets ?? [unit.target];
  const wifi = softApTargetOf(nearby, nearby[unit.target]?.name);
  // The Wi-Fi of a unit that hangs on Bluetooth is worth a row before anybody has tried it.
  const ways = unit.channel === 'ble' && !known.includes(wifi) ? [...known, wifi] : known;
  return (
    <>
      <h3>{t('app-nearby:channel.ways')}</h3>
      <ul className={styles.ways}>
        {ways.map((way) => (
          <li key={way}>
            <span className={styles.way}>
              {t(
                way.startsWith('ble:')
                  ? 'app-nearby:bluetooth'
                  : way.startsWith('softap:')
                    ? 'app-nearby:wifi'
                    : 'app-nearby:cable',
              )}{' '}
              <code>
                <Untrusted text={way} length={80} />
              </code>
            </span>
            {way === unit.target ? (
              <Badge tone="good">{t('app-nearby:channel.now')}</Badge>
            ) : (
              <Button
                isPending={move.isRunning}
                onPress={() => void move.run(way)}
                aria-label={t('app-nearby:channel.move-to', { way: readable(way, 80) })}
              >
                {t('app-nearby:channel.move')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {move.error !== undefined && <ErrorNotice error={move.error} />}
      <Fold title={t('app-nearby:channel.other')}>
        <Form className={forms.form} onSubmit={() => move.run(other.trim())}>
          <Field
            label={t('app-nearby:channel.target')}
            hint={t('app-nearby:channel.other-hint', { address: usualSoftApTarget })}
            value={other}
            onChange={setOther}
            maxLength={200}
            autoComplete="off"
          />
          <Row>
            <Button type="submit" isDisabled={other.trim() === ''} isPending={move.isRunning}>
              {t('app-nearby:channel.move')}
            </Button>
          </Row>
        </Form>
        <JoinForm />
      </Fold>
    </>
  );
}
