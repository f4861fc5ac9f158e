import { decodeHex } from '../../bytes/hex.ts';
import { RecoveryError } from '../../errors/recovery-error.ts';
import type { PlanStep, RecoveryPlan } from '../../plan/plan.ts';
import type { PushEvent } from '../../provisioning/recovery/push-events.ts';
import type { FirmwarePush } from '../../provisioning/recovery/push-firmware.ts';
import type { PushContext } from '../../provisioning/recovery/recovery-link.ts';
import { contentOf } from '../flash-steps.ts';
import type { EndpointJob } from '../job.ts';
import type { Run } from '../run.ts';

/** What is known of a job over recovery endpoints while it runs. */
export interface EndpointRun extends Run {
  readonly job: EndpointJob;
  /** Over which the unit was reached last. */
  channel: 'ble' | 'softap' | undefined;
}

/** What the plan lets the unit be given. Throws `engine.content-missing` where the release at hand does not hold it. */
export function pushOf({ plan, release }: EndpointJob): FirmwarePush {
  const content = stepOf(plan, 'transfer')?.content;
  const signed = content && release.recovery?.get(content.sha256);
  if (content === undefined || signed === undefined || plan.expects === undefined) {
    throw new RecoveryError('engine.content-missing', { sha256: content?.sha256 ?? plan.release.manifestSha256 });
  }
  const device = {
    deviceId: decodeHex(plan.unit.mac.replaceAll(':', '')),
    elfSha256: decodeHex(plan.expects.elfSha256),
  };
  return { image: contentOf(content, release), signed, device };
}

export function stepOf<K extends PlanStep['kind']>({ steps }: RecoveryPlan, kind: K) {
  return steps.find((step): step is Extract<PlanStep, { kind: K }> => step.kind === kind);
}

/** The way to the unit while a step runs; what the transfer tells becomes the engine's events. */
export function contextFor(run: EndpointRun, step: PlanStep): PushContext {
  const { clock, signal } = run.job;
  return {
    clock,
    signal,
    emit: pushEvents(run, step),
    reconnect: async (abort) => {
      const session = await run.job.open(abort);
      const { channel } = session.transport;
      if (channel !== run.channel) run.job.emit({ type: 'channel', channel });
      run.channel = channel;
      return session;
    },
  };
}

/** Bytes count when they are on the unit's flash: what it only took is lost with its power. */
function pushEvents(run: EndpointRun, step: PlanStep): (event: PushEvent) => void {
  const { emit } = run.job;
  let total = 0;
  let first: number | undefined;
  const moved = (done: number) => {
    first ??= done;
    run.tally.bytesWritten = Math.max(run.tally.bytesWritten, done - first);
    emit({ type: 'step-progress', step, done, total });
  };
  return (event) => {
    if (event.type === 'link-lost') {
      run.tally.restarts++;
      emit({ type: 'retry', step, attempt: event.attempt + 1, code: event.code });
    }
    if (step.kind !== 'transfer') return;
    if (event.type === 'transfer-begun') {
      total = event.total;
      moved(event.offset);
    }
    if (event.type === 'progress') moved(event.durable);
    if (event.type === 'staged') moved(total);
  };
}
