import { type CommandName, commands, type Params, type Result } from '../../../electron/contract/commands.ts';
import { type ControlName, control } from '../../../electron/contract/control.ts';
import type { Lane } from '../../../electron/contract/lane.ts';
import { type ToScreen, toHost, toScreen } from '../../../electron/contract/messages.ts';
import type { HostChange, HostState } from '../../../electron/contract/state.ts';
import { type OpenedFile, openedFile } from '../../../electron/contract/vendor-file.ts';
import type { Bridge } from '../../../renderer/bridge/bridge.ts';
import { applyChanges } from '../../../renderer/bridge/host-state.ts';

/** What a fake host answers: a value, a function of the parameters, or a thrown envelope. */
export type Answers = {
  readonly [N in CommandName]?: Result<N> | ((params: Params<N>, fake: FakeBridge) => Result<N> | Promise<Result<N>>);
};

/** One situation of the host that a screen is shown. */
export interface Scenario {
  readonly state: HostState;
  readonly answers: Answers;
  readonly control?: { readonly [N in ControlName]?: unknown };
}

export interface FakeBridge extends Bridge {
  /** Every command that the page sent, in order. */
  readonly asked: { readonly command: string; readonly params: unknown }[];
  /** Sends a delta to the page. */
  change(...changes: readonly HostChange[]): void;
  /** The system opens a file with the app. */
  openFile(file: OpenedFile): void;
  /** Ends the lane, as a dying host does; the page opens another. */
  drop(): void;
}

declare global {
  interface Window {
    fake?: FakeBridge;
  }
}

/** A host in the page itself. Both directions pass the contract's schemas, so that no test shows what cannot come. */
export function fakeBridge(scenario: Scenario): FakeBridge {
  let state = scenario.state;
  let sequence = 0;
  let send: (message: ToScreen) => void = () => {};
  let end: () => void = () => {};
  let tellFile: (file: OpenedFile) => void = () => {};
  const post = (message: ToScreen) => send(toScreen.parse(JSON.parse(JSON.stringify(message))));

  const answer = async (id: number, command: string, params: unknown) => {
    fake.asked.push({ command, params });
    const name = command as CommandName;
    const parsed = commands[name].params.parse(params);
    const given = scenario.answers[name] as unknown;
    if (given === undefined) {
      return post({ type: 'reply', id, ok: false, error: { code: 'app.unknown-command', params: { command } } });
    }
    try {
      const value = typeof given === 'function' ? await given(parsed, fake) : given;
      post({ type: 'reply', id, ok: true, value: commands[name].result.parse(JSON.parse(JSON.stringify(value))) });
    } catch (error) {
      const envelope = error as { code?: string };
      if (typeof envelope.code !== 'string') throw error;
      post({ type: 'reply', id, ok: false, error: envelope as never });
    }
  };

  const fake: FakeBridge = {
    asked: [],
    change(...changes) {
      state = applyChanges(state, changes);
      sequence += 1;
      post({ type: 'delta', sequence, changes: [...changes] });
    },
    drop: () => end(),
    openFile: (file) => tellFile(openedFile.parse(file)),
    onFile(listener) {
      tellFile = listener;
    },
    async control(name, params) {
      fake.asked.push({ command: name, params });
      control[name].params.parse(params);
      return control[name].result.parse(scenario.control?.[name]) as never;
    },
    async openLane(): Promise<Lane> {
      return {
        post(raw) {
          const message = toHost.parse(raw);
          if (message.type === 'request') void answer(message.id, message.command, message.params);
          if (message.type === 'resync') post({ type: 'snapshot', sequence, state });
        },
        onMessage(listener) {
          send = (message) => setTimeout(() => listener(message));
          post({ type: 'snapshot', sequence, state });
          return () => {
            send = () => {};
          };
        },
        onClose(listener) {
          end = listener;
          return () => {};
        },
        close: () => {},
      };
    },
  };
  return fake;
}
