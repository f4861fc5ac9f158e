import type { ForkedProcess } from '../../../electron/main/host/forked-process.ts';

/** A process that does what a test says. Ports are words here. */
export interface ScriptedProcess extends ForkedProcess<string> {
  readonly sent: { readonly message: unknown; readonly ports: readonly string[] }[];
  say(message: unknown): void;
  exit(exitCode: number): void;
  killed: boolean;
}

export function scriptedProcess(): ScriptedProcess {
  let hear: (message: unknown) => void = () => {};
  let end: (exitCode: number) => void = () => {};
  const made: ScriptedProcess = {
    sent: [],
    killed: false,
    post: (message, ports = []) => void made.sent.push({ message, ports }),
    onMessage: (listener) => {
      hear = listener;
    },
    onExit: (listener) => {
      end = listener;
    },
    kill: () => {
      made.killed = true;
    },
    say: (message) => hear(message),
    exit: (exitCode) => end(exitCode),
  };
  return made;
}
