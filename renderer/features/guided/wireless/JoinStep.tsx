import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useEntity, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { JoinForm } from '../../nearby/JoinForm.tsx';
import { softApTargetOf } from '../../nearby/unit-channel.ts';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import type { Way } from '../guided-memory.ts';
import { Question } from '../Question.tsx';
import { NearbyChoice } from './NearbyChoice.tsx';
import styles from './wireless.module.css';

/** The way that always works: the person joins the unit's Wi-Fi, then it goes on; also with work that Bluetooth began. */
export function JoinStep({
  way: { ssid, credentials },
  unit,
}: {
  readonly way: Extract<Way, { kind: 'wifi' }>;
  readonly unit: UnitEntity | undefined;
}) {
  const { t } = useTexts();
  const { product, state, choose } = useGuidedView();
  const host = useHost();
  const joined = useEntity('access-point');
  const networks = Object.values(state.nearby).filter(({ channel }) => channel === 'softap');
  // Virtual units' networks need no joining: which one is meant is all there is to say.
  const isChoice = networks.length > 0 && ssid === undefined && unit === undefined;
  const opening = useAction((chosen?: string) => {
    const question = {
      target: chosen ?? softApTargetOf(state.nearby, ssid ?? state.nearby[unit?.target ?? '']?.name),
      ...(credentials !== undefined && { credentials }),
    };
    return unit === undefined ? host.ask('unit.open', question) : host.ask('unit.move', { unit: unit.id, ...question });
  });
  return (
    <Question
      picture={<GuidePicture id="join-wifi" />}
      title={t('app-nearby:guided.join.title', { product })}
      {...(unit !== undefined && { unit: unit.id })}
      actions={
        <>
          {!isChoice && (
            <Button look="main" size="big" isPending={opening.isRunning} onPress={() => void opening.run()}>
              {t('app-nearby:guided.join.button')}
            </Button>
          )}
          <Button look="quiet" onPress={() => choose({ kind: 'ble' })}>
            {t('app-nearby:guided.join.bluetooth')}
          </Button>
        </>
      }
    >
      {isChoice && (
        <ul className={styles.choices}>
          {networks.map((network) => (
            <li key={network.id}>
              <NearbyChoice
                unit={network}
                isDisabled={opening.isRunning}
                onChoose={() => void opening.run(network.id)}
              />
            </li>
          ))}
        </ul>
      )}
      <ol className={styles.steps}>
        <li>{t('app-nearby:guided.join.step-1')}</li>
        <li>
          {ssid === undefined
            ? t('app-nearby:guided.join.step-2', { product })
            : t('app-nearby:guided.join.step-2-named', { ssid: readable(ssid, 40) })}
        </li>
        <li>{t('app-nearby:guided.join.step-3')}</li>
      </ol>
      {joined?.state === 'joined' && (
        <Notice tone="good" live>
          <p>{t('app-nearby:join.joined', { ssid: readable(joined.ssid ?? '', 40) })}</p>
        </Notice>
      )}
      {opening.error !== undefined && (
        <Notice tone="warn" live>
          <p>{t('app-nearby:guided.join.not-there')}</p>
        </Notice>
      )}
      <Fold title={t('app-nearby:join.for-me')} level={2}>
        <JoinForm ssid={ssid} />
      </Fold>
    </Question>
  );
}
