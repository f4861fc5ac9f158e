import { Command, Option } from 'commander';
import { type JobChoice, makeSupportBundle } from '../../host/support-bundle.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';
import { renderBundle } from '../render/support.ts';

interface Options {
  readonly journal?: string;
  readonly last?: true;
  readonly out?: string;
  readonly show?: true;
  readonly yes?: true;
}

export function supportBundleCommand(context: CliContext): Command {
  return new Command('support-bundle')
    .description('one zip for support: facts, journal, wire log, boot log and report of a job, without secrets')
    .addOption(new Option('--journal <id>', 'the job with this journal').conflicts('last'))
    .option('--last', 'the newest job (default)')
    .option('-o, --out <file>', 'file to write (default: a name of its own in this folder)')
    .option('--show', 'print every file as a whole')
    .option('--yes', 'I have seen what is in it: save it')
    .addHelpText('after', examples)
    .action((options: Options) => makeBundle(context, options));
}

async function makeBundle(context: CliContext, { journal, out, show, yes }: Options): Promise<void> {
  const { texts, style } = context;
  const choice: JobChoice = journal === undefined ? { last: true } : { journalId: journal };
  const { fileName, entries, zip } = await makeSupportBundle(choice, openWorkspace(context.io.env));
  context.say(renderBundle(entries, show === true, texts, style));
  const path = out ?? fileName;
  const saved = yes === true;
  if (saved) await writeNamedFile(path, zip, { secret: true });
  context.document({ schema: 1, entries, path: saved ? path : undefined });
  context.say(saved ? texts('cli:support.saved', { path, size: zip.length }) : texts('cli:support.not-saved'));
  context.exit = saved ? 0 : 3;
}

const examples = `
Without --yes the list is shown and nothing is saved (exit code 3). Look at every file with --show.

Examples:
  unstrand support-bundle --last --show
  unstrand support-bundle --last --out for-support.zip --yes
`;
