import type { Params } from '../../../electron/contract/commands.ts';
import { type Action, useAction, useHost } from '../../bridge/host-context.tsx';

/** Changes what a person chose; the host keeps it and tells it to every screen. */
export function useChange(): Action<[Params<'settings.change'>]> {
  const host = useHost();
  return useAction((change: Params<'settings.change'>) => host.ask('settings.change', change));
}
