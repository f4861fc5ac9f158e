import { encodeHex } from '../../bytes/hex.ts';
import { RecoveryError, type UnitState } from '../../errors/recovery-error.ts';
import { appDescriptorLength, descriptorOffset, parseAppDescriptor } from '../../formats/app-descriptor.ts';
import { printableText } from '../../trust/printable-text.ts';
import { type DeviceInfo, Status } from '../proto/rcv_pb.ts';
import { askFirmware, transferState } from './firmware-client.ts';
import { Patience } from './patience.ts';
import { type OpenLink, type PushContext, RecoveryLink } from './recovery-link.ts';
import { type FirmwareImage, sendImage } from './send-image.ts';

export interface FirmwarePush extends FirmwareImage {
  /** The unit that the plan was made for, and the firmware that it had then. */
  readonly device: Pick<DeviceInfo, 'deviceId' | 'elfSha256'>;
  /** Awaited each time that the unit has taken the manifest, before a byte of the image goes. */
  readonly onBegun?: (() => Promise<void>) | undefined;
  /** How long the unit may take to report its new firmware after it was activated, milliseconds. */
  readonly reportTimeoutMs?: number | undefined;
  /** Throws away what the unit has of an earlier transfer of the same image. */
  readonly restart?: boolean | undefined;
  /** Asked before the unit is told to keep the new firmware; false = it is left to roll back. Default: it started and answers. */
  readonly selfTest?: ((link: OpenLink) => Promise<boolean>) | undefined;
}

/** The unit's own report after its restart: the proof that DESIGN §5.6 asks for where there is no console. */
export interface PushOutcome {
  readonly device: DeviceInfo;
  /** False where the new firmware is on trial still, so that the next restart takes the old one. */
  readonly confirmed: boolean;
}

const pendingVerify = 8;
/** Longer than the second that a unit lets pass before it restarts, so that its answer comes through. */
const restartWaitMs = 2000;
const usualReportTimeoutMs = 30_000;

/**
 * The whole way: transfer, activation, restart, the unit's own word on what runs, confirmation. Every error tells in which
 * state the unit is. Throws `provisioning.*`.
 */
export async function pushFirmware(push: FirmwarePush, context: PushContext): Promise<PushOutcome> {
  await transferFirmware(push, context);
  await activateFirmware(push, context);
  return confirmFirmware(push, context);
}

/** Until the image stands checked in the inactive slot. The old firmware is selected all the time. */
export function transferFirmware(push: FirmwarePush, context: PushContext): Promise<void> {
  return overLink(push, context, 'old-boots', async (link) => {
    const restart = { isDue: push.restart === true };
    await link
      .run((open) => stage(push, context, link, open, restart))
      .catch((error: unknown) => {
        if (!isOtherContent(error)) throw error;
        // Bytes that security 1 could not guard, or that somebody else sent: once more from the beginning.
        restart.isDue = true;
        link.startOver();
        return link.run((open) => stage(push, context, link, open, restart));
      });
    context.emit({ type: 'staged' });
  });
}

/**
 * Selects the new image. A unit that restarted in between has to check it again, so that the bytes that it checked are the
 * bytes that start (PROTOCOLS §4.4).
 */
export function activateFirmware(push: FirmwarePush, context: PushContext): Promise<void> {
  return overLink(push, context, 'staged', async (link) => {
    await link.run(async (open) => {
      if (runsImage(open.device, push.image)) return;
      if ((await stage(push, context, link, open)) === 'activated') return;
      const answer = await askUntilDone(open, 'activate', context);
      if (answer.status !== Status.OK) {
        throw new RecoveryError('provisioning.refused', { operation: 'activate', status: answer.status });
      }
    });
    context.emit({ type: 'activated' });
  });
}

/**
 * Finds out what runs after the restart, and makes it stay. Throws `provisioning.rolled-back`, `provisioning.other-version`
 * and, for a unit that does not come back on this channel, `provisioning.not-back`.
 */
export function confirmFirmware(push: FirmwarePush, context: PushContext): Promise<PushOutcome> {
  return overLink(push, context, 'new-unconfirmed', async (link) => {
    const device = await seeNewFirmware(push, context, link);
    context.emit({ type: 'booted', version: printableText(device.version) });
    const outcome = await link.run((open) => keep(push, context, open));
    if (outcome.confirmed) context.emit({ type: 'confirmed' });
    return outcome;
  });
}

/** Due until the unit has taken it: after that it goes on where it stands. */
interface Restart {
  isDue: boolean;
}

function stage(
  push: FirmwarePush,
  context: PushContext,
  link: RecoveryLink,
  { session }: OpenLink,
  restart: Restart = { isDue: false },
) {
  return sendImage(push, {
    ...context,
    session,
    restart: restart.isDue,
    begun: async () => {
      restart.isDue = false;
      await push.onBegun?.();
    },
    reached: (offset) => link.reached(offset),
  });
}

function isOtherContent(error: unknown): boolean {
  if (!(error instanceof RecoveryError) || error.code !== 'provisioning.image-refused') return false;
  return error.params.status === Status.HASH_MISMATCH;
}

/**
 * Waits for the restart and looks, until the unit says that it runs something else than before: it may start again only
 * to find that its network is still not there, and come back to this channel after that.
 */
async function seeNewFirmware(push: FirmwarePush, context: PushContext, link: RecoveryLink): Promise<DeviceInfo> {
  const { clock, signal } = context;
  const until = clock.monotonicMs() + (push.reportTimeoutMs ?? usualReportTimeoutMs);
  let cause: unknown;
  do {
    await link.close();
    await clock.sleep(restartWaitMs, signal);
    link.startOver();
    const seen = await link.run(lookAtFirmware(push, context)).catch((error: unknown) => {
      if (!isNoProgress(error)) throw error;
      cause = error;
    });
    if (seen !== undefined) return seen;
  } while (clock.monotonicMs() < until);
  throw new RecoveryError('provisioning.not-back', {}, { cause });
}

function isNoProgress(error: unknown): boolean {
  return error instanceof RecoveryError && error.code === 'provisioning.no-progress';
}

/** Undefined while the unit is still about to restart. */
function lookAtFirmware(push: FirmwarePush, { signal }: PushContext) {
  return async ({ session, device }: OpenLink): Promise<DeviceInfo | undefined> => {
    if (runsImage(device, push.image)) return device;
    const { state } = await askFirmware(session, 'status', signal);
    if (state === transferState.activated) return undefined;
    throw otherFirmware(device, push);
  };
}

function otherFirmware(device: DeviceInfo, push: FirmwarePush): RecoveryError {
  const version = printableText(device.version);
  return isSameFirmware(device, push.device)
    ? new RecoveryError('provisioning.rolled-back', { version }, { unitState: 'old-boots' })
    : new RecoveryError('provisioning.other-version', { version }, { unitState: 'unknown' });
}

async function keep(push: FirmwarePush, context: PushContext, link: OpenLink): Promise<PushOutcome> {
  const { device } = link;
  if (!runsImage(device, push.image)) throw otherFirmware(device, push);
  if ((device.flags & pendingVerify) === 0) return { device, confirmed: true };
  if (push.selfTest !== undefined && !(await push.selfTest(link))) return { device, confirmed: false };
  const { status } = await askUntilDone(link, 'confirm', context);
  if (status !== Status.OK) throw new RecoveryError('provisioning.refused', { operation: 'confirm', status });
  return { device: { ...device, flags: device.flags & ~pendingVerify }, confirmed: true };
}

/**
 * What takes a unit long is answered with IN_PROGRESS. Asked again it is the same operation, and the only question whose
 * answer tells how that one ended: `status` speaks of the transfer.
 */
async function askUntilDone({ session }: OpenLink, operation: 'activate' | 'confirm', context: PushContext) {
  const patience = new Patience(context);
  for (;;) {
    const answer = await askFirmware(session, operation, context.signal);
    if (answer.status !== Status.IN_PROGRESS) return answer;
    await patience.pause(answer.retryMs, false);
  }
}

function isSameFirmware(a: Pick<DeviceInfo, 'elfSha256'>, b: Pick<DeviceInfo, 'elfSha256'>): boolean {
  return encodeHex(a.elfSha256) === encodeHex(b.elfSha256);
}

/** Whether the unit runs this image: by the digest of its ELF file, which stands in the image and in the unit's report. */
export function runsImage(device: DeviceInfo, image: Uint8Array): boolean {
  const descriptor = parseAppDescriptor(image.subarray(descriptorOffset, descriptorOffset + appDescriptorLength));
  return descriptor.ok && descriptor.value.elfSha256 === encodeHex(device.elfSha256);
}

/** Runs a phase over a link of its own and says in which state the unit is where it fails. */
async function overLink<T>(
  push: FirmwarePush,
  context: PushContext,
  unitState: UnitState,
  phase: (link: RecoveryLink) => Promise<T>,
): Promise<T> {
  const link = new RecoveryLink(context, push.device.deviceId);
  try {
    return await phase(link);
  } catch (error) {
    if (!(error instanceof RecoveryError) || error.unitState !== undefined) throw error;
    throw new RecoveryError(error.code, error.params, { unitState, hazard: error.hazard, cause: error.cause });
  } finally {
    await link.close();
  }
}
