import type { ExitCode } from '../core/errors/catalogue.ts';
import type { Radio } from '../host/channel/radio.ts';
import { systemRadio } from '../host/channel/system-radio.ts';
import type { CliIo } from './io.ts';
import { type ProgressView, progressView } from './progress.ts';
import { harmless, type Style, styleFor } from './style.ts';
import { loadTexts, type Texts } from './texts.ts';

/** What every command gets: words, colours, output, and the exit code it ends with. */
export interface CliContext {
  readonly io: CliIo;
  readonly texts: Texts;
  readonly style: Style;
  readonly progress: ProgressView;
  /** A line for people, on stderr under `--json` and on stdout otherwise. */
  say(text: string): void;
  /** With `--json`: one versioned document on stdout, and nothing else there. */
  document(value: object): void;
  /** The radios of this machine; nothing is opened before it is needed. */
  radio(): Radio;
  /** Closes what `radio` opened. Never rejects. */
  closeRadio(): Promise<void>;
  /** True under `--json`. */
  json: boolean;
  /** Ends the command with this exit code once it returns. */
  exit: ExitCode;
}

export async function createContext(io: CliIo): Promise<CliContext> {
  let radio: Radio | undefined;
  const context: CliContext = {
    io,
    texts: await loadTexts(),
    style: styleFor(io),
    progress: progressView(io),
    json: false,
    exit: 0,
    radio: () => {
      radio ??= io.radio ?? systemRadio();
      return radio;
    },
    closeRadio: async () => {
      if (io.radio === undefined) await radio?.central.close();
    },
    say(text) {
      context.progress.end();
      (context.json ? io.stderr : io.stdout).write(`${text}\n`);
    },
    document(value) {
      if (context.json) io.stdout.write(`${harmless(JSON.stringify(value), Number.POSITIVE_INFINITY)}\n`);
    },
  };
  return context;
}
