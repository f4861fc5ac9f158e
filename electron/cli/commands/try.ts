import { once } from 'node:events';
import { Command } from 'commander';
import type { TryEvent } from '../../adapters/tls/try-server.ts';
import { tryFirmware } from '../../host/try-firmware.ts';
import type { CliContext } from '../context.ts';
import { wholeNumber } from '../options.ts';

interface Options {
  readonly chain: string;
  readonly key: string;
  readonly listen: string;
  readonly port: number;
  readonly recordSize?: number;
  readonly host?: string;
}

/** `trust try`: one unit on the desk proves a chain before a server in production is touched. */
export function tryCommand(context: CliContext): Command {
  return new Command('try')
    .description('serve a firmware file over TLS 1.2 with exactly this chain, for a unit on the desk')
    .argument('<firmware>', 'the file that every request gets')
    .requiredOption('--chain <file>', 'certificates in the order to send them, the own one first (PEM)')
    .requiredOption('--key <file>', 'key of the first certificate (PEM, not encrypted)')
    .option('--listen <address>', 'address of this computer to listen on; 0.0.0.0 for all', '127.0.0.1')
    .option('--port <number>', '0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--record-size <bytes>', 'most bytes in a TLS record (default: 16384)', wholeNumber(512, 16_384))
    .option('--host <name>', 'name that the unit asks for; others are pointed out')
    .addHelpText('after', examples)
    .action((firmware: string, options: Options) => serve(context, firmware, options));
}

async function serve(context: CliContext, firmware: string, options: Options): Promise<void> {
  const { chain, key, listen: address, host, recordSize: recordBytes } = options;
  const onEvent = (event: TryEvent) => context.say(describeEvent(event, host, context));
  const server = await tryFirmware({ firmware, chain, key, address, port: options.port, recordBytes, onEvent });
  const { port, certificates } = server;
  context.document({ schema: 1, address, port, certificates });
  const name = host ?? address;
  context.say(context.texts('try:ready', { firmware, address, port, count: certificates, name }));
  context.say(context.texts('try:check', { address, port, name }));
  context.say(`${context.style.yellow('!')} ${context.texts('try:security')}`);
  context.say(context.style.dim(context.texts('try:stop')));
  if (!context.io.signal.aborted) await once(context.io.signal, 'abort');
  await server.close();
}

function describeEvent(event: TryEvent, host: string | undefined, { texts, style }: CliContext): string {
  if (event.kind === 'request') return texts(event.whole ? 'try:request' : 'try:request-cut', { ...event });
  const name = event.name === '' ? texts('try:no-name') : event.name;
  const isOther = host !== undefined && event.name.toLowerCase() !== host.toLowerCase();
  const other = isOther ? `\n  ${texts('try:other-name', { name, host })}` : '';
  const isRefused = event.kind === 'refused';
  const mark = isRefused ? style.red('✗') : style.green('✓');
  return `${mark} ${texts(`try:${event.kind}`, { ...event, name })}${other}`;
}

const examples = `
It listens on this computer only, unless --listen says otherwise, and ends with Ctrl-C.

Examples:
  unstrand trust try --chain fullchain.pem --key key.pem firmware.bin --port 8443
  unstrand trust try --chain fullchain.pem --key key.pem firmware.bin --listen 192.168.4.1 --host fw.example.com
`;
