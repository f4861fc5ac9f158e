/** At most ten updates a second reach whoever watches. */
const intervalMs = 100;

export interface Coalescer {
  /** Something of this id is different now. */
  touch(id: string): void;
  /** Tells what is still untold, at once. */
  flush(): void;
}

/** Gathers what changed and tells it together: at once after a pause, else when the interval is over. */
export function coalesce(tell: (ids: ReadonlySet<string>) => void): Coalescer {
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (changed.size === 0) return;
    const ids = changed;
    changed = new Set();
    toldAtMs = performance.now();
    tell(ids);
  };
  return {
    flush,
    touch(id) {
      changed.add(id);
      timer ??= setTimeout(flush, Math.max(0, toldAtMs + intervalMs - performance.now()));
    },
  };
}
