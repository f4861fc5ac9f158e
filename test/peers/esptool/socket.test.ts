import { overSocket } from './bench.ts';
import { describeCommands } from './commands.ts';

describeCommands('socket://', overSocket);
