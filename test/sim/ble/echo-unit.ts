import type { ProvisioningUnit } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { HandlerFailure } from '../../../electron/sim/provisioning/handler-failure.ts';

/** Repeatable bytes. */
export function bytesOf(length: number, seed = 7): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + seed * 17) & 0xff);
}

/** A unit whose endpoint `echo` answers with what it got, turned round; `fails` breaks every exchange. */
export interface EchoUnit extends ProvisioningUnit {
  readonly requests: Uint8Array[];
  links: number;
}

export function echoUnit(): EchoUnit {
  const requests: Uint8Array[] = [];
  return {
    endpoints: ['prov-session', 'proto-ver', 'echo', 'fails'],
    requests,
    links: 0,
    handle: async (endpoint, request) => {
      if (endpoint === 'fails') throw new HandlerFailure('as asked');
      requests.push(request);
      return new Uint8Array(request).reverse();
    },
    resetLink() {
      this.links++;
    },
  };
}
