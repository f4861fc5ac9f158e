import type { SerialLink } from '../../electron/core/interfaces/serial-link.ts';

/** One frame to the unit and what came until the next. */
export interface Request {
  /** Undefined for the acknowledgements of READ_FLASH, which have none. */
  readonly opcode: number | undefined;
  readonly bytes: number;
  readonly sentAtMs: number;
  answeredAtMs: number;
  answerBytes: number;
}

export interface ObservedLink {
  readonly link: SerialLink;
  /** The requests since the last call, in order. */
  takeRequests(): Request[];
}

/** The shortest request as it goes over the wire: two C0 and a header. */
const shortestRequest = 10;

/** A link that notes what crosses it, whichever client is at work: every loader here hands over one frame in one write. */
export function observeLink(inner: SerialLink): ObservedLink {
  let requests: Request[] = [];
  inner.onData((chunk) => {
    const last = requests.at(-1);
    if (last === undefined) return;
    last.answeredAtMs = performance.now();
    last.answerBytes += chunk.length;
  });
  const write: SerialLink['write'] = (bytes) => {
    const sentAtMs = performance.now();
    const isRequest = bytes.length >= shortestRequest && bytes[1] === 0;
    const opcode = isRequest ? bytes[2] : undefined;
    requests.push({ opcode, bytes: bytes.length, sentAtMs, answeredAtMs: sentAtMs, answerBytes: 0 });
    return inner.write(bytes);
  };
  return {
    link: Object.assign(Object.create(inner) as SerialLink, { write }),
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
  };
}
