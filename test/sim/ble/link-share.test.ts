import { describe, expect, it } from 'vitest';
import { bleLinks, runBleCase } from '../../bench/ble-case.ts';

/** In the time of the virtual air, so that a busy machine changes nothing. */
describe('a transfer over BLE', () => {
  it.each(bleLinks)(
    'uses nine tenths of a link of $intervalMs ms, $packetsPerEvent packets, MTU $mtu',
    async (link) => {
      const { imageLength, transferMs, limitBytesPerSecond } = await runBleCase(link);
      const share = ((imageLength / transferMs) * 1000) / limitBytesPerSecond;
      expect(share).toBeGreaterThanOrEqual(0.9);
      expect(share).toBeLessThanOrEqual(1.01);
    },
  );
});
