import { randomBytes } from 'node:crypto';
import type { Random } from '../../../electron/core/interfaces/machine.ts';
import type { UnitCredentials } from '../../../electron/core/provisioning/open-session.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { leastSecurity, type SecurityPolicy } from '../../../electron/core/provisioning/security-policy.ts';
import { inProcessTransport } from '../../../electron/sim/provisioning/in-process-transport.ts';
import {
  type EndpointHandler,
  ProtocommDevice,
  type ProtocommDeviceOptions,
} from '../../../electron/sim/provisioning/protocomm-device.ts';

export const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };

/** Answers what it got, byte by byte plus one. */
export const plusOne: EndpointHandler = (request) => request.map((byte) => byte + 1);

export function echoDevice(options: Partial<ProtocommDeviceOptions> & Pick<ProtocommDeviceOptions, 'security'>) {
  return new ProtocommDevice({ endpoints: new Map([['echo', plusOne]]), random, ...options });
}

/** A session with the device, by what its label says. */
export function sessionWith(
  device: ProtocommDevice,
  credentials: UnitCredentials,
  policy: SecurityPolicy = leastSecurity,
  allowsDowngrade = false,
) {
  return openSession(inProcessTransport(device, 'ble'), { credentials, policy, random, allowsDowngrade });
}
