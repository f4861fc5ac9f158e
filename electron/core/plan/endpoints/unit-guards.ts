import { encodeHex } from '../../bytes/hex.ts';
import type { DeviceInfo } from '../../provisioning/proto/rcv_pb.ts';
import { guardBootloader } from '../guards/bootloader.ts';
import { refuse } from '../guards/guard.ts';
import type { Refusal } from '../plan.ts';
import { type EndpointContext, runningVersionOf, slotsOf } from './endpoint-context.ts';

/** One rule of DESIGN §5 as it reads where the unit's own firmware writes. */
export type EndpointGuard = (context: EndpointContext) => Refusal | undefined;

const flag = { rollback: 4 } as const;
const digestLength = 32;

/** A unit is found again by its device id and by the digest of what it runs: without either nothing proves what started. */
export const guardNamed: EndpointGuard = ({ facts: { chip }, device }) => {
  if (!chip.mac.known) return refuse('plan.unit-not-identified', { fact: 'mac', reason: chip.mac.reason });
  if (device.elfSha256.length === digestLength) return undefined;
  return refuse('plan.unit-not-identified', { fact: 'firmware-digest', reason: 'not-present' });
};

/** And what it will run has to say what it is, or its report would prove nothing. */
export const guardDescribed: EndpointGuard = ({ image, app }) => {
  if (image === undefined || !app?.ok || app.value.descriptor !== undefined) return undefined;
  return refuse('plan.image-invalid', { file: image.file, reason: 'no-descriptor' });
};

/** Written once more it would be the same, and its report could not be told from that of the firmware before. */
export const guardNotRunning: EndpointGuard = (context) => {
  const { app, device } = context;
  const elfSha256 = app?.ok ? app.value.descriptor?.elfSha256 : undefined;
  if (elfSha256 === undefined || elfSha256 !== encodeHex(device.elfSha256)) return undefined;
  return refuse('plan.already-runs', { version: runningVersionOf(context) ?? '' });
};

/** A unit with one slot takes nothing: only a cable can write what runs (PROTOCOLS §4.4). */
export const guardInactiveSlot: EndpointGuard = ({ device }) =>
  hasTarget(device) ? undefined : refuse('plan.no-inactive-slot');

export const guardSlotsApart: EndpointGuard = ({ device, facts }) => {
  if (!hasTarget(device)) return undefined;
  const { running, target } = slotsOf(device);
  const slots = facts.layout.partitions.map(({ label }) => label).join(' ');
  if (running === '') return refuse('plan.running-slot-unknown', { slots: slots || target });
  return running === target ? refuse('plan.layout-unsafe', { partition: target, reason: 'runs' }) : undefined;
};

export const guardFits: EndpointGuard = ({ device, imageBytes }) => {
  if (!hasTarget(device) || imageBytes === undefined || imageBytes.length <= device.targetSize) return undefined;
  const { target } = slotsOf(device);
  return refuse('plan.image-too-large', { partition: target, size: device.targetSize, image: imageBytes.length });
};

/** No endpoint tells which bootloader a unit has. One that rolls back undoes a start that fails; no other does. */
export const guardStart: EndpointGuard = (context) =>
  (context.device.flags & flag.rollback) === 0 ? guardBootloader(context) : undefined;

function hasTarget({ targetPart, targetSize }: DeviceInfo): boolean {
  return targetPart !== '' && targetSize > 0;
}
