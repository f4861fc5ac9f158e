import type { ElectronApplication } from 'playwright';

/** What a native dialog showed. */
export interface Shown {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly defaultId: number;
  readonly cancelId: number;
}

/** From now on every native dialog is answered with this button; Playwright cannot press it. */
export function answerDialogs(app: ElectronApplication, button: number): Promise<void> {
  return app.evaluate(({ dialog }, response) => {
    const shown: unknown[] = [];
    Object.assign(globalThis, { shown });
    dialog.showMessageBox = async (...args: unknown[]) => {
      shown.push(args.at(-1));
      return { response, checkboxChecked: false };
    };
  }, button);
}

/** Dialogs since the last `answerDialogs`. */
export function shownDialogs(app: ElectronApplication): Promise<readonly Shown[]> {
  return app.evaluate(() => Reflect.get(globalThis, 'shown'));
}
