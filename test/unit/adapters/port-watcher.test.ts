import { describe, expect, test } from 'vitest';
import { createPortWatcher, type ListedPort } from '../../../electron/adapters/serial/port-watcher.ts';
import type { PortChange } from '../../../electron/core/interfaces/port-watcher.ts';
import { virtualScheduler } from '../../../electron/sim/scheduler.ts';
import { clockOf } from '../../support/loader-bench.ts';

const bridge: ListedPort = {
  path: '/dev/ttyUSB0',
  vendorId: '10c4',
  productId: 'EA60',
  serialNumber: '0001',
  manufacturer: 'Silicon Labs',
};
const other: ListedPort = { ...bridge, serialNumber: '0002' };
const onBoard: ListedPort = { path: '/dev/ttyS0' };

/** A watcher that sees one list after the other and then the last one for good. */
function watcherOf(...lists: readonly (readonly ListedPort[] | Error)[]) {
  const scheduler = virtualScheduler();
  let looks = 0;
  const watcher = createPortWatcher({
    clock: clockOf(scheduler),
    list: async () => {
      const found = lists[Math.min(looks++, lists.length - 1)] ?? [];
      if (found instanceof Error) throw found;
      return found;
    },
  });
  return { watcher, looks: () => looks };
}

async function changesOf(count: number, ...lists: readonly (readonly ListedPort[] | Error)[]): Promise<PortChange[]> {
  const { watcher } = watcherOf(...lists);
  const changes: PortChange[] = [];
  await new Promise<void>((resolve) => {
    const stop = watcher.watch((change) => {
      if (changes.push(change) < count) return;
      stop();
      resolve();
    });
  });
  return changes;
}

const paths = ({ added, removed }: PortChange) => [added.map(({ path }) => path), removed.map(({ path }) => path)];

describe('ports', () => {
  test('are listed with the identity of their adapter, where they have one', async () => {
    expect(await watcherOf([bridge, onBoard]).watcher.list()).toEqual([
      {
        path: '/dev/ttyUSB0',
        simulated: false,
        usb: { vendorId: 0x10c4, productId: 0xea60, serialNumber: '0001', manufacturer: 'Silicon Labs' },
      },
      { path: '/dev/ttyS0', simulated: false, usb: undefined },
    ]);
  });

  test('texts of a device are cut', async () => {
    const [port] = await watcherOf([{ ...bridge, manufacturer: 'x'.repeat(9000) }]).watcher.list();
    expect(port?.usb?.manufacturer).toHaveLength(200);
  });

  test('a list that cannot be made says so', async () => {
    const { watcher } = watcherOf(new Error('spawn udevadm ENOENT'));
    await expect(watcher.list()).rejects.toMatchObject({ code: 'port.list-failed' });
  });

  test('this machine can be asked, or says that it cannot', async () => {
    const answer = await createPortWatcher()
      .list()
      .then(
        (ports) => Array.isArray(ports),
        (error) => error.code === 'port.list-failed',
      );
    expect(answer).toBe(true);
  });
});

describe('watching', () => {
  test('tells all ports first, then only what changes', async () => {
    const changes = await changesOf(3, [onBoard], [onBoard], [onBoard, bridge], [bridge]);
    expect(changes.map(paths)).toEqual([
      [['/dev/ttyS0'], []],
      [['/dev/ttyUSB0'], []],
      [[], ['/dev/ttyS0']],
    ]);
  });

  test('tells an empty list as well, once', async () => {
    expect((await changesOf(2, [], [], [bridge])).map(paths)).toEqual([
      [[], []],
      [['/dev/ttyUSB0'], []],
    ]);
  });

  test('another adapter under the same name is another port', async () => {
    const [, change] = await changesOf(2, [bridge], [other]);
    expect(change?.added[0]?.usb?.serialNumber).toBe('0002');
    expect(change?.removed[0]?.usb?.serialNumber).toBe('0001');
  });

  test('a look that fails is not the loss of every port', async () => {
    const changes = await changesOf(2, [bridge], new Error('udevadm'), [bridge], [bridge, onBoard]);
    expect(changes.map(paths)).toEqual([
      [['/dev/ttyUSB0'], []],
      [['/dev/ttyS0'], []],
    ]);
  });

  test('ends with its listener', async () => {
    const { watcher, looks } = watcherOf([bridge]);
    await new Promise<void>((resolve) => {
      const stop = watcher.watch(() => {
        stop();
        resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(looks()).toBe(1);
  });
});
