import { flashWay } from './flash-way.ts';
import type { OpenUnit } from './open-unit.ts';
import { type RecoveryOrder, type RecoveryResult, recoverOver } from './recovery-flow.ts';
import type { JobRequest } from './run-job.ts';
import { withUnit } from './unit-session.ts';
import type { Workspace } from './workspace.ts';

export type { RecoveryResult } from './recovery-flow.ts';

export interface RecoveryRequest extends RecoveryOrder, JobRequest {}

/** Recovers a unit over its flash loader, under the unit's lock; see `recoverOver`. */
export function recoverUnit(request: RecoveryRequest, workspace: Workspace): Promise<RecoveryResult> {
  return withUnit(request, workspace, (unit, mac) => recoverOpenUnit(unit, mac, request, workspace));
}

/** The same on a unit that is open and locked already. */
export function recoverOpenUnit(
  unit: OpenUnit,
  mac: string,
  request: RecoveryRequest,
  workspace: Workspace,
): Promise<RecoveryResult> {
  return recoverOver(flashWay(unit, mac, request, workspace), request, workspace);
}
