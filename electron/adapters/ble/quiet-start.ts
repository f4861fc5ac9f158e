/**
 * Starts a library without the listeners that it puts on the process: on Ctrl-C they would end the whole program, before
 * its journal is written (PROTOCOLS §6.4.6).
 */
export function startWithoutProcessListeners(start: () => void): void {
  const onInterrupt = new Set(process.listeners('SIGINT'));
  const onExit = new Set(process.listeners('exit'));
  try {
    start();
  } finally {
    for (const listener of process.listeners('SIGINT')) {
      if (!onInterrupt.has(listener)) process.removeListener('SIGINT', listener);
    }
    for (const listener of process.listeners('exit')) {
      if (!onExit.has(listener)) process.removeListener('exit', listener);
    }
  }
}
