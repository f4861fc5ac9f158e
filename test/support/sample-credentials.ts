import type { CredentialsBody } from '../../electron/core/records/credentials-entry.ts';

/** A record of credentials that a unit took. */
export function sampleCredentials(changes: Partial<CredentialsBody> = {}): CredentialsBody {
  return {
    schema: 1,
    kind: 'credentials',
    id: 'c0ffee0000000001',
    at: '2026-03-02T10:00:00.000Z',
    station: 'bench-1',
    operator: 'ada',
    simulated: false,
    channel: 'ble',
    target: 'ble:24:6f:28:aa:bb:03',
    mac: '24:6f:28:aa:bb:01',
    product: 'seed-radio',
    outcome: 'network-connected',
    ...changes,
  };
}
