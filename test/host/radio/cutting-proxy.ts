import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Where the connection ends: before, within or after the request, and within or before its answer. */
export const cutKinds = ['request', 'half-request', 'after-request', 'half-answer', 'answer'] as const;
export type CutKind = (typeof cutKinds)[number];

/** HTTP requests begin with it, and no body of the protocol does. */
const requestLine = Buffer.from('POST /');

/** Stands between a client and a unit's own network, and destroys connections at the requests that it is told. */
export class CuttingProxy {
  readonly cuts = new Map<CutKind, number>();
  readonly #planned = new Map<number, CutKind>();
  readonly #server: Server;
  readonly #port: number;
  #requests = 0;

  /** `url` is where the unit listens. */
  constructor(url: string) {
    this.#port = Number(new URL(url).port);
    this.#server = createServer({ noDelay: true }, (client) => this.#carry(client));
  }

  /** Requests so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Cuts that struck. */
  get struck(): number {
    return [...this.cuts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Plans a cut at the request with this number, counted from 0. */
  plan(request: number, kind: CutKind): void {
    this.#planned.set(request, kind);
  }

  /** Where to reach the unit through it. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void this.#server.close());
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    return `http://127.0.0.1:${bound.port}`;
  }

  #carry(client: Socket): void {
    const unit = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    let kind: CutKind | undefined;
    const end = () => {
      client.destroy();
      unit.destroy();
    };
    const strike = (struck: CutKind) => {
      this.cuts.set(struck, (this.cuts.get(struck) ?? 0) + 1);
      kind = undefined;
      end();
    };
    for (const socket of [client, unit]) socket.on('error', end).on('close', end);
    onTestFinished(end);
    client.on('data', (bytes) => {
      if (bytes.subarray(0, requestLine.length).equals(requestLine)) kind = this.#next();
      if (kind === 'request') strike(kind);
      else if (kind === 'half-request') unit.write(bytes.subarray(0, bytes.length >> 1), () => strike('half-request'));
      else if (kind === 'after-request') unit.write(bytes, () => kind === 'after-request' && strike(kind));
      else unit.write(bytes);
    });
    unit.on('data', (bytes) => {
      if (kind === 'answer') strike(kind);
      else if (kind === 'half-answer') client.write(bytes.subarray(0, bytes.length >> 1), () => strike('half-answer'));
      else client.write(bytes);
    });
  }

  #next(): CutKind | undefined {
    const kind = this.#planned.get(this.#requests);
    this.#requests++;
    return kind;
  }
}
