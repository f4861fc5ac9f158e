import type { RecoveryPlan } from '../../../../electron/core/plan/plan.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Mark } from '../../../ui/Mark.tsx';
import styles from './work.module.css';

/** All steps of the plan: done, under way, to come. */
export function StepList({ plan, current }: { readonly plan: RecoveryPlan; readonly current: number }) {
  const { t, say } = useTexts();
  return (
    <ol className={styles.steps}>
      {plan.steps.map(({ id, kind, target }, index) => {
        const state = index < current ? 'done' : index === current ? 'now' : 'later';
        return (
          <li key={id} aria-current={state === 'now' ? 'step' : undefined} data-state={state}>
            <Mark tone={state === 'done' ? 'good' : state === 'now' ? 'brand' : 'idle'} />
            {say(`report:step.${kind}`, { target })}
            <span className={styles.state}>{t(`app-technician:step-state.${state}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
