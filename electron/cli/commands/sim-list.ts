import { Command } from 'commander';
import { trainingUnits } from '../../sim/training/catalogue.ts';
import { radioUnits } from '../../sim/training/radio-units.ts';
import type { CliContext } from '../context.ts';

export function simListCommand(context: CliContext): Command {
  return new Command('list')
    .description('the training units, and what each teaches')
    .addHelpText('after', '\nExample:\n  unstrand sim list\n')
    .action(() => {
      const units = trainingUnits.map(({ id, chip, listing, release, title, lesson, ending, help }) => ({
        ...{ id, chip, listing, release, ending, help },
        ...{ title: context.texts(title), lesson: context.texts(lesson) },
      }));
      const radio = radioUnits.map(({ id, chip, link, title, lesson, credentials, hasRecovery }) => ({
        ...{ id, chip, link, ...credentials, hasRecovery },
        ...{ title: context.texts(title), lesson: context.texts(lesson) },
      }));
      context.document({ schema: 1, units, radio });
      const width = Math.max(...[...units, ...radio].map(({ id }) => id.length));
      for (const { id, chip, title, lesson } of [...units, ...radio]) {
        context.say(`${context.style.bold(id.padEnd(width))}  ${title} (${chip})`);
        context.say(context.style.dim(`${' '.repeat(width)}  ${lesson}`));
      }
      context.say(context.style.dim(context.texts('training:watermark')));
    });
}
