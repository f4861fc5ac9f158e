import { Command } from 'commander';
import { productVersion } from '../host/product-version.ts';
import { auditCommand } from './commands/audit.ts';
import { backupCommand } from './commands/backup.ts';
import { batchCommand } from './commands/batch.ts';
import { bootLogCommand } from './commands/boot-log.ts';
import { explainCommand } from './commands/explain.ts';
import { inspectCommand } from './commands/inspect.ts';
import { judgeCommand } from './commands/judge.ts';
import { keysCommand } from './commands/keys.ts';
import { labelCommand } from './commands/label.ts';
import { nearbyCommand } from './commands/nearby.ts';
import { packCommand } from './commands/pack.ts';
import { planCommand } from './commands/plan.ts';
import { policyCommand } from './commands/policy.ts';
import { portsCommand } from './commands/ports.ts';
import { profileCommand } from './commands/profile.ts';
import { recordsCommand } from './commands/records.ts';
import { recoverCommand } from './commands/recover.ts';
import { restoreCommand } from './commands/restore.ts';
import { resumeCommand } from './commands/resume.ts';
import { serveCommand } from './commands/serve.ts';
import { signCommand } from './commands/sign.ts';
import { simCommand } from './commands/sim.ts';
import { supportBundleCommand } from './commands/support-bundle.ts';
import { supportCodeCommand } from './commands/support-code.ts';
import { trustCommand } from './commands/trust.ts';
import { verifyCommand } from './commands/verify.ts';
import { wifiCommand } from './commands/wifi.ts';
import type { CliContext } from './context.ts';
import { restoreAfterCrash } from './join.ts';

const commands = [
  portsCommand,
  nearbyCommand,
  inspectCommand,
  judgeCommand,
  planCommand,
  recoverCommand,
  batchCommand,
  resumeCommand,
  backupCommand,
  restoreCommand,
  bootLogCommand,
  explainCommand,
  packCommand,
  signCommand,
  verifyCommand,
  keysCommand,
  policyCommand,
  profileCommand,
  auditCommand,
  trustCommand,
  wifiCommand,
  recordsCommand,
  labelCommand,
  supportCodeCommand,
  supportBundleCommand,
  simCommand,
  serveCommand,
];

/** The whole command line (DESIGN §9). */
export function createProgram(context: CliContext): Command {
  const program = new Command('unstrand')
    .description('Brings back ESP32-family units that over-the-air update can no longer reach.')
    .version(productVersion)
    .addHelpText('after', exitCodes);
  for (const create of commands) program.addCommand(create(context));
  for (const command of withSubcommands(program)) prepare(command, context);
  return program;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Errors are thrown, not printed and exited, so that one place decides on exit codes; output goes where the caller says. */
function prepare(command: Command, context: CliContext): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void context.io.stdout.write(text),
    writeErr: (text) => void context.io.stderr.write(text),
  });
  if (command.commands.length > 0) return;
  command.option('--json', 'print one JSON document on stdout');
  command.hook('preAction', async (_, action) => {
    context.json = action.opts<{ json?: boolean }>().json === true;
    await restoreAfterCrash(context);
  });
}

const exitCodes = `
Exit codes:
  0 done                      3 refused by a safety rule
  1 unit fails the check      4 the link failed
  2 wrong usage               5 internal error

Examples:
  unstrand ports
  unstrand nearby
  unstrand inspect --port /dev/ttyUSB0
  unstrand judge --chain server.pem
  unstrand recover --release fix.unstrand --chain server.pem
`;
