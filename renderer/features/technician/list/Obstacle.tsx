import type { PortEntity } from '../../../../electron/contract/state.ts';
import { useTexts } from '../../../texts/texts.tsx';
import styles from './list.module.css';

/** What stands between this machine and a unit, and what to do: codes of core's diagnosis with their facts, in words. */
export function Obstacle({ code, params, next }: PortEntity['diagnosis']) {
  const { t, say, has } = useTexts();
  const key = `ports:port.${code}`;
  const nextKey = `ports:next.${next}`;
  return (
    <div className={styles.obstacle}>
      <p>{has(key) ? say(key, params) : t('app-technician:list.obstacle', { code })}</p>
      {next !== undefined && has(nextKey) && <p>{t('app-technician:list.next', { next: say(nextKey, params) })}</p>}
    </div>
  );
}
