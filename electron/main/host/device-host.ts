import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannelMain, type MessagePortMain } from 'electron/main';
import type { ShellLog } from '../log.ts';
import { forkProcess } from './forked-process.ts';
import { createHelpers } from './helpers.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { type HostSupervisor, superviseHost } from './supervisor.ts';

const programs = import.meta.dirname;

/** The device host as main holds it: its supervisor, and the lanes of the screens. */
export interface DeviceHostProcess {
  readonly supervisor: HostSupervisor<MessagePortMain>;
  readonly lanes: Lanes<MessagePortMain>;
}

/** Starts the device host in a utility process of its own and keeps it there. */
export function startDeviceHost(
  args: readonly string[],
  log: ShellLog,
  onJobs: (running: number) => void,
): DeviceHostProcess {
  const createChannel = (): MessageChannelMain => new MessageChannelMain();
  const supervisor = superviseHost<MessagePortMain>({
    fork: () => forkProcess(join(programs, 'device-host.js'), 'device host', args),
    monotonicMs: () => performance.now(),
    sleep: (ms) => sleep(ms),
    onUp: () => lanes.hostUp(),
    onDown: (exitCode) => {
      log.warn('host-ended', { exitCode });
      helpers.endAll();
    },
    onJobs,
    onHelper: (message) => helpers.handle(message),
    onBadMessage: () => log.warn('host-message-refused'),
  });
  const lanes = createLanes(supervisor, createChannel);
  const helpers = createHelpers({
    fork: (name) => forkProcess(join(programs, `${name}-helper.js`), name),
    createChannel,
    post: supervisor.post,
  });
  supervisor.start();
  return { supervisor, lanes };
}
