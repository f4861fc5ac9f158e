import type { Clock } from '../../core/interfaces/machine.ts';
import type { ExchangeEvent, ProvisioningTransport } from '../../core/interfaces/provisioning-transport.ts';
import type { OpenTarget } from './channel-access.ts';

/** The same way to a unit, every exchange over which is told when it has ended: by its size, never by what it held. */
export function loggedOpen(
  open: OpenTarget,
  clock: Pick<Clock, 'now' | 'monotonicMs'>,
  onExchange: (event: ExchangeEvent) => void,
): OpenTarget {
  return async (target, options) => loggedTransport(await open(target, options), clock, onExchange);
}

function loggedTransport(
  transport: ProvisioningTransport,
  clock: Pick<Clock, 'now' | 'monotonicMs'>,
  onExchange: (event: ExchangeEvent) => void,
): ProvisioningTransport {
  const { channel, simulated } = transport;
  return {
    channel,
    simulated,
    get limits() {
      return transport.limits;
    },
    close: () => transport.close(),
    exchange: async (endpoint, request, signal) => {
      const startMs = clock.monotonicMs();
      const tell = (result: ExchangeEvent['result'], replyBytes: number) => {
        const durationMs = clock.monotonicMs() - startMs;
        const requestBytes = request.length;
        onExchange({ timeMs: clock.now(), endpoint, requestBytes, replyBytes, result, durationMs });
      };
      try {
        const answer = await transport.exchange(endpoint, request, signal);
        tell('ok', answer.length);
        return answer;
      } catch (error) {
        tell('lost', 0);
        throw error;
      }
    },
  };
}
