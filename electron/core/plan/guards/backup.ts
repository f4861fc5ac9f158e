import { factValue } from '../../inspect/fact.ts';
import type { PlanContext } from '../plan-context.ts';
import { type Guard, refuse } from './guard.ts';

/** Whether flash can be read back here: over a wire, from a chip whose download mode is not restricted. */
export function canReadBack({ facts }: PlanContext): boolean {
  return facts.channel === 'usb' && factValue(facts.security.downloadMode) === 'full';
}

/** Going on without a backup is an operator's decision (DESIGN §5.1): never one of Guided, and in Batch only a signed policy's. */
export const guardBackup: Guard = (context) => {
  const { mode, allowsNoBackup } = context.policy;
  const mayConfirm = mode === 'technician' || mode === 'cli' || (mode === 'batch' && allowsNoBackup === true);
  if (canReadBack(context) || mayConfirm) return undefined;
  return refuse('plan.backup-impossible', { channel: context.facts.channel });
};
