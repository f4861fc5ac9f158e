import type { PortEntity } from '../../../../electron/contract/state.ts';
import { useAction, useControl } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { type Blockade, blockadeOf } from '../blockade.ts';
import styles from '../Guided.module.css';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { WithoutCable } from '../wireless/WithoutCable.tsx';

/** Something stands between the computer and the unit: a driver, a right, another program. */
export function BlockedStep({ port }: { readonly port: PortEntity }) {
  const { t } = useTexts();
  const { product, state } = useGuidedView();
  const blockade = blockadeOf(port, state.app['']?.platform ?? '');
  const { params } = port.diagnosis;
  const words = { product, bridge: params.bridge ?? '', process: params.process ?? '' };
  const isUnnamed = blockade.kind === 'busy' && (params.process ?? '') === '';
  return (
    <Question
      picture={<GuidePicture id={blockade.picture} />}
      title={t(`app-guided:blocked.${blockade.kind}.title`, words)}
      text={
        isUnnamed ? t('app-guided:blocked.busy.unnamed', words) : t(`app-guided:blocked.${blockade.kind}.text`, words)
      }
      actions={
        <>
          <Way blockade={blockade} />
          <WithoutCable />
        </>
      }
    >
      {blockade.text !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
        <section className={styles.copied} tabIndex={0} aria-label={t('app-guided:blocked.permission.content')}>
          <pre>{blockade.text}</pre>
        </section>
      )}
    </Question>
  );
}

function Way({ blockade }: { readonly blockade: Blockade }) {
  const { t, say } = useTexts();
  const control = useControl();
  const opening = useAction(async () => {
    if (blockade.link !== undefined) await control('open-link', { link: blockade.link });
  });
  if (blockade.link !== undefined) {
    return (
      <Button look="main" size="big" onPress={() => void opening.run()}>
        {t('app-guided:blocked.driver.button')}
      </Button>
    );
  }
  if (blockade.text === undefined) return null;
  return (
    <CopyButton look="main" size="big" text={blockade.text}>
      {say(`app-guided:blocked.${blockade.kind}.button`)}
    </CopyButton>
  );
}
