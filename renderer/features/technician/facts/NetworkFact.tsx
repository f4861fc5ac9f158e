import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { FactRow } from '../../../ui/Facts.tsx';
import { showPart } from '../unit/Part.tsx';
import { FactText } from './FactText.tsx';

/** How the unit says that it fares with its own network, and the way to the part that gives it another. */
export function NetworkFact({ network }: { readonly network: NonNullable<UnitFacts['data']['network']> }) {
  const { t } = useTexts();
  const isFine = network.known && (network.value === 'in-network' || network.value === 'joining-network');
  return (
    <FactRow name={t('app-technician:data.network')}>
      <FactText fact={network} show={(finding) => t(`app-technician:network.${finding}`)} />
      {!network.known && network.reason === 'not-read' && <> {t('app-technician:network.code-would-tell')}</>}
      {!isFine && (
        <>
          {' '}
          <Button look="quiet" onPress={() => showPart('station')}>
            {t('app-nearby:station.title')}
          </Button>
        </>
      )}
    </FactRow>
  );
}
