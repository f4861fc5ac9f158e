import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { useGuidedView } from '../guided-context.tsx';

/** Under every question about a cable: the way for those who have none that fits. */
export function WithoutCable() {
  const { t } = useTexts();
  const { choose } = useGuidedView();
  return (
    <Button look="quiet" onPress={() => choose({ kind: 'ble' })}>
      {t('app-nearby:guided.offer')}
    </Button>
  );
}
