import { Command } from 'commander';
import { eliminationQuestionOrder } from '../../core/diagnosis/elimination.ts';
import { readPortState } from '../../host/read-ports.ts';
import type { CliContext } from '../context.ts';
import { renderPorts } from '../render/ports.ts';

export function portsCommand(context: CliContext): Command {
  return new Command('ports')
    .description('list what is plugged in, and what stands in the way of a unit')
    .addHelpText('after', examples)
    .action(async () => {
      const report = await readPortState();
      const questions = report.needsElimination ? { questions: eliminationQuestionOrder } : {};
      context.document({ schema: 1, ...report, ...questions });
      context.say(renderPorts(report, context.texts, context.style));
    });
}

const examples = `
Examples:
  unstrand ports
  unstrand ports --json
`;
