import { Command } from 'commander';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { decodeSupportCode } from '../../core/support/support-code.ts';
import type { CliContext } from '../context.ts';
import { describeSpokenCase } from '../render/support.ts';

export function supportCodeCommand(context: CliContext): Command {
  return new Command('support-code')
    .description('what a support code says that somebody read aloud: the error, the state of the unit, what to do next')
    .argument('<code...>', 'the code; case, spaces and hyphens do not matter')
    .addHelpText('after', '\nExample:\n  unstrand support-code 0026-FR01\n')
    .action((parts: readonly string[]) => {
      const decoded = decodeSupportCode(parts.join(''));
      if (!decoded.ok) throw new RecoveryError('support.bad-code', { reason: decoded.problem.code });
      const { what, next, lines } = describeSpokenCase(decoded.value, context.texts, context.style);
      context.document({ schema: 1, ...decoded.value, what, next });
      context.say(lines.join('\n'));
    });
}
