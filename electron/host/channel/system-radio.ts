import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { Radio } from './radio.ts';

/** The radios of this machine. */
export function systemRadio(): Radio {
  const refuse = () => Promise.reject(new RecoveryError('provisioning.not-offered', { what: 'BLE' }));
  return {
    central: {
      simulated: false,
      state: async () => 'not-installed',
      scan: refuse,
      connect: refuse,
      close: async () => undefined,
    },
  };
}
