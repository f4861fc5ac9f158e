import { useEntities } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Toggle } from '../../ui/Toggle.tsx';
import { Untrusted } from '../../ui/Untrusted.tsx';
import styles from './Batch.module.css';

/** Which ports are stations: every one that is or comes, or only some of those that are there. */
export function StationChoice({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[] | undefined;
  readonly onChange: (ports: readonly string[] | undefined) => void;
}) {
  const { t } = useTexts();
  const ports = Object.values(useEntities('ports')).filter(({ id, diagnosis }) => !id.startsWith(`${diagnosis.code}#`));
  const turn = (id: string, isOn: boolean) => {
    const others = (chosen ?? []).filter((each) => each !== id);
    onChange(isOn ? [...others, id] : others);
  };
  return (
    <div className={styles.part}>
      <Toggle isOn={chosen === undefined} onChange={(all) => onChange(all ? undefined : [])}>
        {t('app-batch:ports.all')}
      </Toggle>
      <p className={styles.hint}>{t('app-batch:ports.found', { count: ports.length })}</p>
      {chosen !== undefined && (
        <ul className={styles.ports}>
          {ports.map(({ id, name }) => (
            <li key={id}>
              <Toggle isOn={chosen.includes(id)} onChange={(isOn) => turn(id, isOn)}>
                <span>
                  <Untrusted text={id} length={60} /> <Untrusted text={name} length={60} />
                </span>
              </Toggle>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
