import { join } from 'node:path';
import log from 'electron-log/node.js';

/** The shell's own log: what happened to windows and processes. Codes and numbers only, nothing of a unit. */
export interface ShellLog {
  info(event: string, params?: Readonly<Record<string, string | number | boolean>>): void;
  warn(event: string, params?: Readonly<Record<string, string | number | boolean>>): void;
}

/**
 * JSON lines in the folder that the system has for logs, the file before it kept. The Node build of electron-log: its
 * main build listens to messages from any page.
 */
export function openLog(folder: string): ShellLog {
  log.transports.console.level = false;
  log.transports.file.resolvePathFn = () => join(folder, 'shell.jsonl');
  log.transports.file.maxSize = 1 << 20;
  log.transports.file.format = ({ message }) => message.data;
  const write = (level: 'info' | 'warn', event: string, params: object = {}): void =>
    log[level](JSON.stringify({ time: new Date().toISOString(), level, event, ...params }));
  return {
    info: (event, params) => write('info', event, params),
    warn: (event, params) => write('warn', event, params),
  };
}
