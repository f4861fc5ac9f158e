import { Command } from 'commander';
import { createFlashLoader } from '../../adapters/esptool/loader.ts';
import { parseBootLog } from '../../core/formats/boot-log.ts';
import { redactBootLog } from '../../core/formats/redact-log.ts';
import { linkForTarget } from '../../host/open-unit.ts';
import type { CliContext } from '../context.ts';
import { addLinkOptions, type LinkOptions, wholeNumber } from '../options.ts';
import { targetOf } from '../source.ts';
import { harmless } from '../style.ts';

interface Options extends LinkOptions {
  readonly seconds: number;
}

export function bootLogCommand(context: CliContext): Command {
  return addLinkOptions(new Command('boot-log').description('restart the unit and show what it prints while it starts'))
    .option('--seconds <n>', 'how long to listen', wholeNumber(1, 3600), 10)
    .addHelpText('after', '\nExample:\n  unstrand boot-log --port /dev/ttyUSB0 --seconds 5\n')
    .action(async (options: Options) => {
      const loader = createFlashLoader(await linkForTarget(await targetOf(options)));
      try {
        const text = redactBootLog(
          await loader.captureBoot({ timeoutMs: options.seconds * 1000, signal: context.io.signal }),
        );
        const log = parseBootLog(text);
        context.document({ schema: 1, text, findings: log.findings });
        for (const line of text.split(/\r?\n/)) context.say(harmless(line, 500));
        context.exit = text.trim() === '' ? 1 : 0;
      } finally {
        await loader.disconnect('none');
      }
    });
}
