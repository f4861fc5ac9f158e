import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { ProvisioningTransport } from '../../core/interfaces/provisioning-transport.ts';
import { HandlerFailure } from './handler-failure.ts';

/** What a transport needs of a virtual unit. */
export interface EndpointServer {
  handle(endpoint: string, request: Uint8Array): Promise<Uint8Array>;
  resetLink(): void;
}

/** A connection to a virtual unit in the same process, without any radio: what breaks an exchange ends the connection. */
export function inProcessTransport(
  device: EndpointServer,
  channel: ProvisioningTransport['channel'],
  limits: ProvisioningTransport['limits'] = { request: 4096, answer: 4096 },
): ProvisioningTransport {
  let isOpen = true;
  device.resetLink();
  const failed = (endpoint: string, cause?: unknown) => {
    if (isOpen) device.resetLink();
    isOpen = false;
    return new RecoveryError('provisioning.exchange-failed', { endpoint }, { cause });
  };
  return {
    channel,
    simulated: true,
    limits,
    exchange: async (endpoint, request, signal) => {
      signal?.throwIfAborted();
      if (!isOpen || request.length === 0 || request.length > limits.request) throw failed(endpoint);
      try {
        const answer = await device.handle(endpoint, new Uint8Array(request));
        if (answer.length > limits.answer) throw new HandlerFailure('answer too long');
        return answer;
      } catch (cause) {
        if (cause instanceof HandlerFailure) throw failed(endpoint, cause);
        throw cause;
      }
    },
    close: async () => {
      if (isOpen) device.resetLink();
      isOpen = false;
    },
  };
}
