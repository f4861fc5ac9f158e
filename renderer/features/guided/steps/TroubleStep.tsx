import type { ErrorEnvelope } from '../../../../electron/contract/envelope.ts';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Mark } from '../../../ui/Mark.tsx';
import { isWireless } from '../../nearby/unit-channel.ts';
import { mayTryAgain, plainGroup } from '../plain-words.ts';
import { Question } from '../Question.tsx';
import { SpokenCode } from '../SpokenCode.tsx';

/** Why it does not go on, in plain words, and the code that tells support the rest. */
export function PlainTrouble({
  error,
  unit,
  onAgain,
}: {
  readonly error: Pick<ErrorEnvelope, 'code' | 'supportCode' | 'unitState'>;
  readonly unit: UnitEntity | undefined;
  /** Offered where another try may help. */
  readonly onAgain: () => void;
}) {
  const { t } = useTexts();
  const host = useHost();
  const group = plainGroup(error.code);
  const canTry = mayTryAgain(error.code);
  const isInAir = unit !== undefined && isWireless(unit);
  const close = () => unit && void host.ask('unit.close', { unit: unit.id }).catch(() => {});
  return (
    <Question
      hero={<Mark tone={canTry ? 'warn' : 'bad'} size={56} />}
      title={t(`app-guided:plain.${group}.title`)}
      text={t(
        isInAir && group === 'connection' ? 'app-nearby:guided.found.connection' : `app-guided:plain.${group}.text`,
      )}
      {...(unit !== undefined && { unit: unit.id })}
      actions={
        canTry ? (
          <>
            <Button look="main" size="big" onPress={onAgain}>
              {t('app-guided:plain.again')}
            </Button>
            {isInAir && (
              <Button look="quiet" onPress={close}>
                {t('app-guided:plain.other')}
              </Button>
            )}
          </>
        ) : (
          unit !== undefined && (
            <Button size="big" onPress={close}>
              {t('app-guided:plain.other')}
            </Button>
          )
        )
      }
    >
      <SpokenCode error={error} unit={unit} />
    </Question>
  );
}

/** A unit that could not be read, for a reason that is neither its button nor its cable. */
export function TroubleStep({ unit, error }: { readonly unit: UnitEntity; readonly error: ErrorEnvelope }) {
  const host = useHost();
  const again = () => void host.ask('unit.open', { target: unit.target }).catch(() => {});
  return <PlainTrouble error={error} unit={unit} onAgain={again} />;
}
