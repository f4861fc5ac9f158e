import type { ExitCode } from '../core/errors/catalogue.ts';
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
  /** True under `--json`. */
  json: boolean;
  /** Ends the command with this exit code once it returns. */
  exit: ExitCode;
}

export async function createContext(io: CliIo): Promise<CliContext> {
  const context: CliContext = {
    io,
    texts: await loadTexts(),
    style: styleFor(io),
    progress: progressView(io),
    json: false,
    exit: 0,
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
