import { CommanderError } from 'commander';
import type { ExitCode } from '../core/errors/catalogue.ts';
import { createContext } from './context.ts';
import { describeFailure } from './failure.ts';
import type { CliIo } from './io.ts';
import { createProgram } from './program.ts';

/** Runs one command line and returns its exit code (DESIGN §9). Never throws, never ends the process itself. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const context = await createContext(io);
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return context.exit;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const failure = describeFailure(thrown, context.texts, context.style);
    context.progress.end();
    io.stderr.write(`${failure.text}\n`);
    context.document(failure.json);
    return failure.exit;
  }
}
