import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Mark } from '../../../ui/Mark.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { isWireless } from '../../nearby/unit-channel.ts';
import { endingOf } from '../ending.ts';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { SpokenCode } from '../SpokenCode.tsx';

/** How it ended: it runs, or a code to read to support. */
export function DoneStep({ unit }: { readonly unit: UnitEntity }) {
  return endingOf(unit) === 'runs' ? <RunsView unit={unit} /> : <CodeView unit={unit} />;
}

function useClose(unit: UnitEntity) {
  const host = useHost();
  return useAction(() => host.ask('unit.close', { unit: unit.id }));
}

function RunsView({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const { product } = useGuidedView();
  const close = useClose(unit);
  const version = readable(unit.version ?? '', 40);
  return (
    <Question
      picture={<GuidePicture id="done" chip={unit.chip} />}
      hero={<Mark tone="good" size={56} />}
      title={t('app-guided:done.runs.title')}
      text={t(isWireless(unit) ? 'app-nearby:guided.found.runs' : 'app-guided:done.runs.text', { product, version })}
      unit={unit.id}
      actions={
        <Button look="main" size="big" onPress={() => void close.run()}>
          {t('app-guided:done.finish')}
        </Button>
      }
    >
      {unit.outcome === 'boots-unjudged' && <p>{t('app-guided:done.runs.unjudged')}</p>}
      {unit.outcome === 'boots-cable-only' && <p>{t('app-guided:done.runs.cable-only')}</p>}
    </Question>
  );
}

function CodeView({ unit }: { readonly unit: UnitEntity }) {
  const { t, say } = useTexts();
  const { product } = useGuidedView();
  const host = useHost();
  const close = useClose(unit);
  const again = useAction(() => host.ask('unit.open', { target: unit.target }));
  const ending = endingOf(unit);
  const isFailed = ending === 'failed';
  const state = isFailed && unit.unitState !== undefined ? say(`app-guided:state.${unit.unitState}`) : '';
  return (
    <Question
      hero={<Mark tone={ending === 'boot-failed' || isFailed ? 'bad' : 'warn'} size={56} />}
      title={t(`app-guided:done.${ending}.title`, { product })}
      text={[state, t(`app-guided:done.${ending}.text`, { product, version: readable(unit.version ?? '', 40) })]
        .join(' ')
        .trim()}
      unit={unit.id}
      actions={
        isFailed ? (
          <Button look="main" size="big" isPending={again.isRunning} onPress={() => void again.run()}>
            {t('app-guided:done.again')}
          </Button>
        ) : (
          <Button size="big" onPress={() => void close.run()}>
            {t('app-guided:done.another')}
          </Button>
        )
      }
    >
      <SpokenCode error={unit.error} unit={unit} />
    </Question>
  );
}
