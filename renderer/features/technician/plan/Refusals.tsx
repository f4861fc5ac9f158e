import type { Result } from '../../../../electron/contract/commands.ts';
import { errorArea } from '../../../../electron/core/errors/catalogue.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import styles from './plan.module.css';

type Refused = Extract<Result<'unit.plan'>, { ok: false }>['refusals'];

/** Every reason why nothing will be written, each with what to do. */
export function Refusals({ refusals }: { readonly refusals: Refused }) {
  const { t, say } = useTexts();
  return (
    <Notice tone="bad" live title={t('app-technician:plan.refused')}>
      <ul className={styles.list}>
        {refusals.map(({ code, params }) => {
          const words = `errors-${errorArea(code) ?? 'app'}:${code}`;
          return (
            <li key={`${code} ${JSON.stringify(params)}`}>
              <strong>{say(`${words}.what`, params)}</strong>
              <br />
              {say(`${words}.next`, params)} <small>({code})</small>
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}
