import { laneChannel } from '../../contract/channels.ts';

/** The two ends of a message channel: one for the host, one for the screen. */
export interface Channel<Port> {
  readonly port1: Port;
  readonly port2: Port;
}

/** What is used of a page. */
export interface LaneContents<Port> {
  isDestroyed(): boolean;
  postMessage(channel: string, message: unknown, transfer: Port[]): void;
}

/** What is used of the supervisor. */
export interface LaneHost<Port> {
  isUp(): boolean;
  post(message: { readonly type: 'connect' }, ports: readonly Port[]): void;
}

/** Brokers a port between the host and every screen that asks for one. A port closes when either end dies. */
export interface Lanes<Port> {
  /** While the host is down the screen gets its port later, and one only however often it asked. */
  connect(contents: LaneContents<Port>): void;
  hostUp(): void;
}

export function createLanes<Port>(host: LaneHost<Port>, createChannel: () => Channel<Port>): Lanes<Port> {
  const waiting = new Set<LaneContents<Port>>();
  const handOver = (contents: LaneContents<Port>): void => {
    if (contents.isDestroyed()) return;
    const { port1, port2 } = createChannel();
    host.post({ type: 'connect' }, [port1]);
    contents.postMessage(laneChannel, null, [port2]);
  };
  return {
    connect(contents) {
      if (host.isUp()) handOver(contents);
      else waiting.add(contents);
    },
    hostUp() {
      for (const contents of waiting) handOver(contents);
      waiting.clear();
    },
  };
}
