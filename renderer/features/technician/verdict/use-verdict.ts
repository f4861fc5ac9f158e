import { useState } from 'react';
import type { Params, Result } from '../../../../electron/contract/commands.ts';
import { type Action, useAction, useHost } from '../../../bridge/host-context.tsx';

export type ServerChoice = Params<'unit.judge'>['server'];
export type DateCheck = Params<'unit.judge'>['dateCheck'];
export type Judgement = Result<'unit.judge'>;

export interface Judging {
  readonly judgement: Judgement | undefined;
  readonly judge: Action<[ServerChoice, DateCheck]>;
  readonly forget: () => void;
}

/** The last judgement that was asked for here; the host keeps no other for the screens. */
export function useVerdict(unit: string): Judging {
  const host = useHost();
  const [judgement, setJudgement] = useState<Judgement>();
  const judge = useAction(async (server: ServerChoice, dateCheck: DateCheck) => {
    setJudgement(await host.ask('unit.judge', { unit, server, dateCheck }));
  });
  return { judgement, judge, forget: () => setJudgement(undefined) };
}
