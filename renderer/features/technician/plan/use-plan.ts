import { useCallback, useState } from 'react';
import type { Params, Result } from '../../../../electron/contract/commands.ts';
import type { RecoveryPlan } from '../../../../electron/core/plan/plan.ts';
import { type Action, useAction, useControl, useHost } from '../../../bridge/host-context.tsx';

export type PlanChoice = Omit<Params<'unit.plan'>, 'unit' | 'mode'>;
export type Job = Pick<Params<'unit.recover'>, 'operator' | 'workOrder' | 'serial'>;

export interface Planning {
  readonly answer: Result<'unit.plan'> | undefined;
  readonly plan: RecoveryPlan | undefined;
  readonly make: Action<[PlanChoice]>;
  readonly recover: Action<[Job]>;
  readonly forget: () => void;
}

/** A plan for the unit, and its start: what it confirms is asked for by the window's owner, never by this page. */
export function usePlan(unit: string): Planning {
  const host = useHost();
  const control = useControl();
  const [answer, setAnswer] = useState<Result<'unit.plan'>>();
  const plan = answer?.ok === true ? answer.plan : undefined;
  const make = useAction(async (choice: PlanChoice) => {
    setAnswer(undefined);
    setAnswer(await host.ask('unit.plan', { unit, mode: 'technician', ...choice }));
  });
  const recover = useAction(async (job: Job) => {
    if (plan === undefined) return;
    const planHash = plan.hash;
    const isAsked = plan.confirmations.length > 0;
    const { ticket } = isAsked ? await control('ask-ticket', { planHash }) : {};
    if (isAsked && ticket === undefined) return;
    await host.ask('unit.recover', { unit, planHash, ...(ticket !== undefined && { ticket }), ...job });
  });
  const forget = useCallback(() => setAnswer(undefined), []);
  return { answer, plan, make, recover, forget };
}
