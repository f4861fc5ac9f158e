import type { Characteristic, Peripheral } from '@abandonware/noble';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { ProvisioningTransport } from '../../../electron/core/interfaces/provisioning-transport.ts';
import { connect, discover, exchange, type nobleOver, scan } from './noble-bench.ts';

/** Exchanges over noble as its documentation has it; only what noble waits for without end is ended here. */
export async function nobleTransport(
  noble: ReturnType<typeof nobleOver>,
  address: string,
  limits: ProvisioningTransport['limits'],
): Promise<ProvisioningTransport> {
  const peripheral = (await scan(noble, 1)).get(address);
  if (peripheral === undefined) throw new RecoveryError('provisioning.exchange-failed', { endpoint: 'scan' });
  await connect(peripheral);
  const gone = disconnection(peripheral);
  const endpoints: ReadonlyMap<string, Characteristic> = await Promise.race([discover(peripheral), gone]);
  return {
    channel: 'ble',
    simulated: true,
    limits,
    exchange: async (endpoint, request) => {
      try {
        return await Promise.race([exchange(endpoints.get(endpoint), request), gone]);
      } catch (cause) {
        throw new RecoveryError('provisioning.exchange-failed', { endpoint }, { cause });
      }
    },
    close: async () => {
      if (peripheral.state === 'connected') await peripheral.disconnectAsync();
    },
  };
}

function disconnection(peripheral: Peripheral): Promise<never> {
  const gone = new Promise<never>((_, reject) => peripheral.once('disconnect', () => reject(new Error('link lost'))));
  gone.catch(() => undefined);
  return gone;
}
