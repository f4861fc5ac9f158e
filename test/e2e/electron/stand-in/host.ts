import type { Lane } from '../../../../electron/contract/lane.ts';
import type { HelperBroker } from '../../../../electron/host/app/helper-broker.ts';
import type { ServedHost } from '../../../../electron/host/app/serve-main.ts';

/** The one plan that the stand-in knows. */
export const knownPlan = 'a'.repeat(64);

/** A device host that does nothing to any unit: the shell around it is what is tested. */
export function standInHost(helpers: HelperBroker): ServedHost {
  const lanes = new Set<Lane>();
  const granted = new Map<string, string>();
  let tellJobs: (running: number) => void = () => {};
  const answers: Readonly<Record<string, (lane: Lane, word: string) => unknown>> = {
    echo: (lane, word) => lane.post({ echo: word, pid: process.pid }),
    die: () => process.exit(7),
    work: () => tellJobs(1),
    rest: () => tellJobs(0),
    spend: (lane, word) => lane.post({ spent: granted.delete(word) }),
    helper: async (lane) => {
      const helper = await helpers.fork('ble', () => lane.post({ helperEnded: true }));
      helper.lane.onMessage((message) => lane.post({ fromHelper: message }));
      helper.lane.post('hello');
    },
  };
  return {
    connect(lane) {
      lanes.add(lane);
      lane.onClose(() => lanes.delete(lane));
      lane.onMessage((message) => {
        if (typeof message !== 'string') return;
        const [verb = '', word = ''] = message.split(' ');
        answers[verb]?.(lane, word);
      });
    },
    describePlan(planHash) {
      if (planHash !== knownPlan) return undefined;
      const params = { slot: 'ota_1', mac: '24:6f:28:aa:bb:01', version: '2.0.0\u202e<b>evil</b>' };
      return {
        summary: { code: 'summary.only-slot', params },
        confirmations: [{ code: 'confirmation.no-backup', params }],
      };
    },
    grant: (planHash, token) => void granted.set(token, planHash),
    onJobs: (listener) => {
      tellJobs = listener;
    },
    close: async () => {},
  };
}
