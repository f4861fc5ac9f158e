import { useTexts } from '../../../texts/texts.tsx';
import styles from './list.module.css';

/** What stands between this machine and a unit: a code of core's diagnosis with its facts, in words. */
export function Obstacle({
  code,
  params,
}: {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
}) {
  const { t, say, has } = useTexts();
  const key = `ports:port.${code}`;
  return <p className={styles.obstacle}>{has(key) ? say(key, params) : t('app-technician:list.obstacle', { code })}</p>;
}
