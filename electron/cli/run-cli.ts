import { CommanderError } from 'commander';
import type { ExitCode } from '../core/errors/catalogue.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { type CliContext, createContext } from './context.ts';
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
    if (thrown instanceof CommanderError) return endUsage(thrown, args, context);
    const failure = describeFailure(thrown, context.texts, context.style);
    context.progress.end();
    io.stderr.write(`${failure.text}\n${failure.supportLine}\n`);
    context.document(failure.json);
    return failure.exit;
  } finally {
    await context.closeRadio();
  }
}

/** Help and versions end here too. What was wrong has been said on stderr; programs get it as a document. */
function endUsage({ exitCode, message }: CommanderError, args: readonly string[], context: CliContext): ExitCode {
  if (exitCode === 0) return 0;
  context.json = args.includes('--json');
  const error = new RecoveryError('usage.bad-argument', { detail: message });
  context.document(describeFailure(error, context.texts, context.style).json);
  return 2;
}
