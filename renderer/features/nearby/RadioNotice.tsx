import type { RadioEntity } from '../../../electron/contract/state.ts';
import { useEntity } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** What keeps Bluetooth from being used; undefined where nothing does. */
export function radioTrouble(
  radio: RadioEntity | undefined,
): Exclude<RadioEntity['state'], 'idle' | 'scanning'> | undefined {
  return radio === undefined || radio.state === 'idle' || radio.state === 'scanning' ? undefined : radio.state;
}

const systems = ['linux', 'darwin', 'win32'] as const;

/** What the person at this computer can do about Bluetooth. */
export function useRadioWords(radio: RadioEntity | undefined): { readonly what: string; readonly next: string } {
  const { t } = useTexts();
  const platform = useEntity('app')?.platform;
  const system = systems.find((each) => each === platform) ?? 'linux';
  const trouble = radioTrouble(radio);
  if (trouble === undefined) return { what: '', next: '' };
  return { what: t(`app-nearby:radio.${trouble}.what`), next: t(`app-nearby:radio.${trouble}.${system}`) };
}

/** Bluetooth cannot be used: why, what to do on this system, and another try. */
export function RadioNotice({ radio, onAgain }: { readonly radio: RadioEntity; readonly onAgain: () => void }) {
  const { t } = useTexts();
  const { what, next } = useRadioWords(radio);
  return (
    <Notice tone="warn" live title={what}>
      <p>{next}</p>
      <Button onPress={onAgain}>{t('app-nearby:radio.again')}</Button>
    </Notice>
  );
}
