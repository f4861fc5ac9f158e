import { Command } from 'commander';
import { decodeLog } from '../../core/explain/decode-log.ts';
import { explainLog } from '../../core/explain/explain-log.ts';
import { readFileCapped } from '../../host/read-file.ts';
import { readStreamCapped } from '../../host/read-stream.ts';
import type { CliContext } from '../context.ts';
import { renderExplanation } from '../render/explanation.ts';

const maxLogBytes = 64 << 20;

export function explainCommand(context: CliContext): Command {
  return new Command('explain')
    .description('a pasted device log: what it says, what it cannot say, and what settles it')
    .argument('<log>', 'file with the log, or - for standard input')
    .addHelpText('after', examples)
    .action(async (path: string) => {
      const explanation = explainLog(decodeLog(await readLogBytes(path, context)));
      context.document(explanation);
      context.say(renderExplanation(explanation, context.texts, context.style));
      context.exit = explanation.observations.length > 0 ? 0 : 1;
    });
}

function readLogBytes(path: string, { io }: CliContext): Promise<Uint8Array> {
  if (path !== '-') return readFileCapped(path, maxLogBytes);
  return readStreamCapped(io.stdin ?? process.stdin, maxLogBytes, path);
}

const examples = `
Exit code 0 when something was explained, 1 when nothing was recognised.

Examples:
  unstrand explain device.log
  pbpaste | unstrand explain -
`;
