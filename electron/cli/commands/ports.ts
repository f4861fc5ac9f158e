import { Command } from 'commander';
import { createPortWatcher } from '../../adapters/serial/port-watcher.ts';
import { hexNumber } from '../../core/bytes/hex.ts';
import type { PortInfo } from '../../core/interfaces/port-watcher.ts';
import type { CliContext } from '../context.ts';
import { harmless } from '../style.ts';

export function portsCommand(context: CliContext): Command {
  return new Command('ports')
    .description('list what is plugged in')
    .addHelpText('after', examples)
    .action(async () => {
      const ports = await createPortWatcher().list();
      context.document({ schema: 1, ports });
      if (ports.length === 0) context.say(context.texts('cli:ports.none'));
      for (const port of ports)
        context.say(context.texts('cli:ports.row', { path: port.path, usb: describeUsb(port) }));
    });
}

function describeUsb({ usb }: PortInfo): string {
  if (usb === undefined) return '';
  const ids = `${hexNumber(usb.vendorId, 4).slice(2)}:${hexNumber(usb.productId, 4).slice(2)}`;
  return [ids, usb.manufacturer, usb.serialNumber]
    .filter((part) => part !== undefined)
    .map((part) => harmless(part))
    .join(' ');
}

const examples = `
Examples:
  unstrand ports
  unstrand ports --json
`;
