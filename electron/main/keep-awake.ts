import { powerSaveBlocker } from 'electron/main';

/** Keeps the machine from sleeping while units are worked on, and only then. */
export function createKeepAwake(): (running: number) => void {
  let blocker: number | undefined;
  return (running) => {
    if (running > 0 && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (running > 0 || blocker === undefined) return;
    powerSaveBlocker.stop(blocker);
    blocker = undefined;
  };
}
