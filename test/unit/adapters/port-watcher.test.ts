import { describe, expect, it } from 'vitest';
import { createPortWatcher, type ListedPort } from '../../../electron/adapters/serial/port-watcher.ts';
import type { PortChange } from '../../../electron/core/interfaces/port-watcher.ts';

const cp2102: ListedPort = {
  path: '/dev/ttyUSB0',
  vendorId: '10c4',
  productId: 'EA60',
  serialNumber: '0001',
  manufacturer: 'Silicon Labs',
};
const ch340: ListedPort = { path: '/dev/ttyUSB1', vendorId: '1a86', productId: '7523' };
const onBoard: ListedPort = { path: '/dev/ttyS0' };

/** Lists what `steps` say, one after another, then `undefined` makes it fail. Resolves when all were asked for. */
function scripted(steps: readonly (readonly ListedPort[] | undefined)[]) {
  let asked = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const list = async () => {
    const step = steps[Math.min(asked++, steps.length - 1)];
    if (asked > steps.length) finish();
    if (step === undefined) throw new Error('spawn udevadm ENOENT');
    return step;
  };
  return { list, finished, asked: () => asked };
}

const paths = ({ added, removed }: PortChange) => [added.map(({ path }) => path), removed.map(({ path }) => path)];

describe('port watcher', () => {
  it('lists ports with the identity of their USB adapter, none simulated', async () => {
    const watcher = createPortWatcher(async () => [cp2102, onBoard]);
    expect(await watcher.list()).toEqual([
      {
        path: '/dev/ttyUSB0',
        usb: { vendorId: 0x10c4, productId: 0xea60, serialNumber: '0001', manufacturer: 'Silicon Labs' },
        simulated: false,
      },
      { path: '/dev/ttyS0', usb: undefined, simulated: false },
    ]);
  });

  it('takes ids that are no numbers for none, and cuts long names', async () => {
    const watcher = createPortWatcher(async () => [
      { ...ch340, vendorId: 'constructor' },
      { ...ch340, manufacturer: 'x'.repeat(5000) },
    ]);
    const [first, second] = await watcher.list();
    expect(first?.usb).toBeUndefined();
    expect(second?.usb?.manufacturer).toHaveLength(128);
  });

  it('says port.list-failed with what the system says', async () => {
    const watcher = createPortWatcher(scripted([undefined]).list);
    await expect(watcher.list()).rejects.toMatchObject({
      code: 'port.list-failed',
      params: { detail: 'spawn udevadm ENOENT' },
    });
  });

  it('tells all ports first, then what came and went, and nothing where nothing changed', async () => {
    const { list, finished } = scripted([[onBoard], [onBoard], [onBoard, cp2102], [onBoard, ch340], [onBoard, ch340]]);
    const changes: PortChange[] = [];
    const stop = createPortWatcher(list, 1).watch((change) => changes.push(change));
    await finished;
    stop();
    expect(changes.map(paths)).toEqual([
      [['/dev/ttyS0'], []],
      [['/dev/ttyUSB0'], []],
      [['/dev/ttyUSB1'], ['/dev/ttyUSB0']],
    ]);
  });

  it('tells another adapter at the same path as one gone and one come', async () => {
    const { list, finished } = scripted([[cp2102], [{ ...ch340, path: cp2102.path }]]);
    const changes: PortChange[] = [];
    const stop = createPortWatcher(list, 1).watch((change) => changes.push(change));
    await finished;
    stop();
    expect(changes.slice(1).map(paths)).toEqual([[['/dev/ttyUSB0'], ['/dev/ttyUSB0']]]);
  });

  it('keeps what it knows while listing fails', async () => {
    const { list, finished } = scripted([[cp2102], undefined, [cp2102, onBoard]]);
    const changes: PortChange[] = [];
    const stop = createPortWatcher(list, 1).watch((change) => changes.push(change));
    await finished;
    stop();
    expect(changes.map(paths)).toEqual([
      [['/dev/ttyUSB0'], []],
      [['/dev/ttyS0'], []],
    ]);
  });

  it('asks for nothing unless somebody watches, and stops with the last', async () => {
    const { list, finished, asked } = scripted([[cp2102], [cp2102]]);
    const watcher = createPortWatcher(list, 1);
    expect(asked()).toBe(0);
    const stop = watcher.watch(() => {});
    await finished;
    stop();
    stop();
    const then = asked();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked()).toBe(then);
  });

  it('says nothing to somebody who left while ports were being listed', async () => {
    const { list } = scripted([[cp2102]]);
    let told = 0;
    createPortWatcher(list, 1).watch(() => told++)();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(told).toBe(0);
  });
});
