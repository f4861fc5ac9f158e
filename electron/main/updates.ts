import { RecoveryError } from '../core/errors/recovery-error.ts';

/** Where newer versions come from. */
export interface UpdateSource {
  /** Version that is newer than this one, if any. */
  newer(): Promise<string | undefined>;
  download(): Promise<void>;
  /** Ends the app and starts the new one. */
  restart(): void;
}

export interface Updates {
  readonly possible: boolean;
  check(): Promise<string | undefined>;
  install(): Promise<void>;
}

/** Updates happen when a person asks, and never while a unit is worked on: not even one that began during the download. */
export function createUpdates(source: UpdateSource | undefined, jobsRunning: () => number): Updates {
  const assertIdle = (): void => {
    const running = jobsRunning();
    if (running > 0) throw new RecoveryError('app.job-runs', { running });
  };
  return {
    possible: source !== undefined,
    async check() {
      return source === undefined ? undefined : await coded(() => source.newer());
    },
    async install() {
      assertIdle();
      if (source === undefined) throw new RecoveryError('app.update-failed', { reason: 'no update source' });
      await coded(() => source.download());
      assertIdle();
      source.restart();
    },
  };
}

/** The library's messages can quote a server: only the code of the failure goes on. */
async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RecoveryError('app.update-failed', { reason: reasonOf(error) }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code).slice(0, 60) : 'unknown';
}
