import { Command, InvalidArgumentError, Option } from 'commander';
import type { LabelSize } from '../../core/labels/label.ts';
import type { SymbolType } from '../../core/labels/symbol.ts';
import { makeLabel } from '../../host/make-label.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';

interface Options {
  readonly record?: string;
  readonly type: SymbolType;
  readonly serial?: string;
  readonly size?: LabelSize;
  readonly out?: string;
}

const types: readonly SymbolType[] = ['code128', 'qr', 'datamatrix'];

export function labelCommand(context: CliContext): Command {
  return new Command('label')
    .description('a label for a unit, as SVG in millimetres: product, version, MAC, serial number, and a code of them')
    .option('--record <id>', 'number or id of its record (default: the newest)')
    .addOption(new Option('--type <type>', 'kind of code').choices(types).default('code128'))
    .option('--serial <text>', 'serial number of the unit; the code holds it instead of the MAC')
    .option('--size <WxH>', 'millimetres (default: 62x29)', labelSize)
    .option('-o, --out <file>', 'file to write (default: a name of its own in this folder)')
    .addHelpText(
      'after',
      '\nExample:\n  unstrand label --record 17 --type qr --serial SR-2019-004711 --out label.svg\n',
    )
    .action(async ({ out, ...request }: Options) => {
      const { svg, record } = await makeLabel(request, context.texts, openWorkspace(context.io.env));
      const path = out ?? `unstrand-label-${record.sequence}.svg`;
      await writeNamedFile(path, svg, { keepOld: true });
      context.document({ schema: 1, record: record.sequence, path });
      context.say(context.texts('cli:release.packed', { path }));
    });
}

function labelSize(text: string): LabelSize {
  const [, width, height] = /^(\d{1,3})x(\d{1,3})$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (size.width >= 25 && size.width <= 210 && size.height >= 15 && size.height <= 297) return size;
  throw new InvalidArgumentError('width x height in millimetres, from 25x15 to 210x297');
}
