import { readFileSync } from 'node:fs';
import { createFlashLoader, type FlashLoaderOptions } from '../../electron/adapters/esptool/loader.ts';
import type {
  ConnectedChip,
  ConnectOptions,
  FlashLoader,
  WireEvent,
} from '../../electron/core/interfaces/flash-loader.ts';
import type { Clock } from '../../electron/core/interfaces/machine.ts';
import type { SerialLink } from '../../electron/core/interfaces/serial-link.ts';
import { linkTo } from '../../electron/sim/in-process-link.ts';
import { type Scheduler, virtualScheduler } from '../../electron/sim/scheduler.ts';
import { VirtualUnit, type VirtualUnitOptions } from '../../electron/sim/virtual-unit.ts';

export interface LoaderBench {
  readonly unit: VirtualUnit;
  readonly link: SerialLink;
  readonly loader: FlashLoader;
  /** Milliseconds of the unit's own time, which jumps over every wait. */
  readonly now: () => number;
  readonly clock: Clock;
  /** Rates remembered, by adapter. */
  readonly rates: Map<string, number>;
  readonly wire: WireEvent[];
  /** Opcodes sent since the last call, in order. */
  takeOpcodes(): number[];
  connect(options?: Partial<ConnectOptions>): Promise<ConnectedChip>;
}

export interface LoaderBenchOptions extends Partial<Omit<VirtualUnitOptions, 'clock'>> {
  /** Puts something between loader and unit. */
  readonly wrap?: (link: SerialLink, scheduler: Scheduler) => SerialLink;
  readonly platform?: NodeJS.Platform;
  readonly rates?: Map<string, number>;
}

/** The loader on a virtual unit. Time is the unit's: timeouts of seconds pass at once, and only when nothing else is due. */
export function loaderBench({
  wrap = (link) => link,
  platform = 'linux',
  rates = new Map(),
  ...unitOptions
}: LoaderBenchOptions = {}): LoaderBench {
  const scheduler = virtualScheduler();
  const unit = new VirtualUnit({
    chip: 'ESP32',
    flash: new Uint8Array(4 << 20).fill(0xff),
    ...unitOptions,
    clock: scheduler,
  });
  const link = wrap(linkTo(unit), scheduler);
  const clock = clockOf(scheduler);
  const options: FlashLoaderOptions = { clock, rememberedBaudRate: rates, platform };
  const loader = createFlashLoader(link, options);
  const wire: WireEvent[] = [];
  let taken = 0;
  loader.onWire((event) => wire.push(event));
  return {
    unit,
    link,
    loader,
    clock,
    rates,
    wire,
    now: () => scheduler.now(),
    takeOpcodes() {
      const opcodes = wire.slice(taken).map(({ opcode }) => opcode);
      taken = wire.length;
      return opcodes;
    },
    connect: (connect) => loader.connect({ before: 'default', useStub: true, ...connect }),
  };
}

/** A clock that waits in simulated time. */
export function clockOf(scheduler: Scheduler): Clock {
  return {
    now: () => scheduler.now(),
    monotonicMs: () => scheduler.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const cancel = scheduler.at(scheduler.now() + ms, () => resolve());
        signal?.addEventListener('abort', () => {
          cancel();
          reject(signal.reason);
        });
      }),
  };
}

/** A recorded eFuse image, by its name in `test/fixtures/efuse`. */
export function efuseImage(name: string): Uint8Array {
  return new Uint8Array(readFileSync(`test/fixtures/efuse/${name}.bin`));
}
