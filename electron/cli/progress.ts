import { Presets, SingleBar } from 'cli-progress';
import type { CliIo } from './io.ts';

/** Shows how far a long work is, with rate and remaining time; silent where stderr is no terminal. */
export interface ProgressView {
  /** Shows or updates the bar; a new title starts a new bar. */
  update(title: string, done: number, total: number): void;
  /** Ends the bar, if one is shown, so that text can follow. */
  end(): void;
}

const kib = 1024;

export function progressView(io: CliIo): ProgressView {
  if (io.stderr.isTTY !== true) return { update: () => undefined, end: () => undefined };
  let bar: SingleBar | undefined;
  let current = '';
  let startedAt = 0;
  const end = (): void => {
    bar?.stop();
    bar = undefined;
    current = '';
  };
  return {
    end,
    update(title, done, total) {
      if (title !== current) {
        end();
        bar = createBar(io);
        bar.start(Math.ceil(total / kib), 0, { title, rate: '–' });
        current = title;
        startedAt = performance.now();
      }
      const seconds = (performance.now() - startedAt) / 1000;
      bar?.setTotal(Math.ceil(total / kib));
      bar?.update(Math.ceil(done / kib), { rate: seconds > 0 ? (done / kib / seconds).toFixed(0) : '–' });
    },
  };
}

function createBar(io: CliIo): SingleBar {
  return new SingleBar(
    {
      stream: io.stderr,
      format: '  {title} {bar} {percentage} % · {value}/{total} KiB · {rate} KiB/s · {eta_formatted}',
      hideCursor: true,
      etaBuffer: 20,
    },
    Presets.shades_classic,
  );
}
