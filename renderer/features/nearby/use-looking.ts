import { useEffect } from 'react';
import { useHost } from '../../bridge/host-context.tsx';

/** The host looks for two minutes at a time. */
const renewMs = 60_000;

/** Has the host look for units as long as the component that calls this shows them; `key` begins anew. */
export function useLooking(isOn: boolean, key: unknown = ''): void {
  const host = useHost();
  useEffect(() => {
    if (!isOn) return;
    // How it goes is the radio's entity; a host that is away for a moment is asked again.
    const ask = (on: boolean) => void host.ask('nearby.scan', { on }).catch(() => {});
    ask(true);
    const timer = setInterval(() => ask(true), renewMs);
    return () => {
      clearInterval(timer);
      ask(false);
    };
  }, [host, isOn, key]);
}
