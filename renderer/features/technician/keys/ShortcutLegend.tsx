import { useTexts } from '../../../texts/texts.tsx';
import { Toggle } from '../../../ui/Toggle.tsx';
import styles from './keys.module.css';

const keys = [
  ['R', 'recover'],
  ['P', 'plan'],
  ['J', 'judge'],
  ['I', 'inspect'],
  ['/', 'scan'],
] as const;

/** Which keys do what; they can be switched off, because speech input types single letters too (WCAG 2.1.4). */
export function ShortcutLegend({
  isOn,
  onChange,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const { t } = useTexts();
  return (
    <div className={styles.legend}>
      <Toggle isOn={isOn} onChange={onChange}>
        {t('app-technician:keys.on')}
      </Toggle>
      {isOn && (
        <dl className={styles.keys}>
          {keys.map(([key, name]) => (
            <div key={key}>
              <dt>
                <kbd className={styles.key}>{key}</kbd>
              </dt>
              <dd>{t(`app-technician:keys.${name}`)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
