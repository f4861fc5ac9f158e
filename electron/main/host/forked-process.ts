import { type MessagePortMain, utilityProcess } from 'electron/main';

/** A process that main started, as its supervisor sees it. Ports are handed on, never looked into. */
export interface ForkedProcess<Port> {
  post(message: unknown, ports?: readonly Port[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also where the process could not start. */
  onExit(listener: (exitCode: number) => void): void;
  kill(): void;
}

/** Starts one of the app's own programs in a utility process: Node, no window, no `electron`. */
export function forkProcess(entry: string, name: string, args: readonly string[] = []): ForkedProcess<MessagePortMain> {
  const child = utilityProcess.fork(entry, [...args], { serviceName: `Unstrand ${name}` });
  return {
    post: (message, ports = []) => child.postMessage(message, [...ports]),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  };
}
