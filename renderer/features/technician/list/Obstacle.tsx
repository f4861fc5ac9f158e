import type { PortEntity } from '../../../../electron/contract/state.ts';
import { drawGuide, guideIds } from '../../../../electron/core/pictures/guide/draw-guide.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Picture } from '../../../ui/Picture.tsx';
import styles from './list.module.css';

/** What stands between this machine and a unit, and what to do: codes of core's diagnosis with their facts, drawn and in words. */
export function Obstacle({ code, params, next, picture }: PortEntity['diagnosis']) {
  const { t, say, has } = useTexts();
  const key = `ports:port.${code}`;
  const guide = guideIds.find((id) => id === picture);
  const nextKey = `ports:next.${next}`;
  return (
    <div className={styles.obstacle}>
      {guide !== undefined && (
        <Picture svg={drawGuide(guide, say)} alt={say(`pictures:guide.${guide}.description`)} width={260} />
      )}
      <p>{has(key) ? say(key, params) : t('app-technician:list.obstacle', { code })}</p>
      {next !== undefined && has(nextKey) && <p>{t('app-technician:list.next', { next: say(nextKey, params) })}</p>}
    </div>
  );
}
