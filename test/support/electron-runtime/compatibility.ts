/**
 * For tests only: what the app uses of Electron 45 and its Node 24, on Electron 22 with Node 16 (a genuine Electron can be
 * had everywhere in that version only). Loaded before every program of the test build. Each piece stands aside where the
 * runtime has its own, so that on a current Electron this file does nothing. Product code knows nothing of it.
 */
import buffer from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import streams from 'node:stream/web';
import { deserialize, serialize } from 'node:v8';
import { bridgeReadFolders } from './read-folders.ts';

const builtin = createRequire(__filename);

function provide(target: object, name: string, value: unknown): void {
  if (value === undefined || Reflect.get(target, name) !== undefined) return;
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

/** As much of a Response as main makes and reads: no stream, the whole body at once. */
class WholeResponse {
  readonly status: number;
  readonly headers: Map<string, string>;
  readonly #body: Buffer;

  constructor(body: string | Uint8Array | null, options: { status?: number; headers?: Record<string, string> } = {}) {
    this.#body = body === null ? Buffer.alloc(0) : Buffer.from(body);
    this.status = options.status ?? 200;
    this.headers = new Map(Object.entries(options.headers ?? {}));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return Uint8Array.from(this.#body).buffer;
  }

  async text(): Promise<string> {
    return this.#body.toString('utf8');
  }
}

/** `AbortSignal.any`. */
function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    const follow = (): void => controller.abort(Reflect.get(signal, 'reason'));
    if (signal.aborted) follow();
    else signal.addEventListener('abort', follow, { once: true });
  }
  return controller.signal;
}

/** `ReadableStream.from`. */
function streamFrom<T>(source: AsyncIterable<T>): streams.ReadableStream<T> {
  const pieces = source[Symbol.asyncIterator]();
  return new streams.ReadableStream<T>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}

function builtinModule(name: string): unknown {
  try {
    return builtin(name);
  } catch {
    return undefined;
  }
}

/** Node 16 has the class, but not its name in the global object. */
function domException(): unknown {
  try {
    atob('*');
  } catch (error) {
    return error instanceof Error ? error.constructor : undefined;
  }
  return undefined;
}

provide(globalThis, 'crypto', webcrypto);
provide(AbortSignal, 'any', anySignal);
provide(process, 'getBuiltinModule', builtinModule);
if (process.versions.node.startsWith('16.')) bridgeReadFolders();
provide(globalThis, 'DOMException', domException());
provide(globalThis, 'structuredClone', (value: unknown): unknown => deserialize(serialize(value)));
provide(globalThis, 'Blob', buffer.Blob);
provide(globalThis, 'ReadableStream', streams.ReadableStream);
provide(streams.ReadableStream, 'from', streamFrom);
provide(globalThis, 'WritableStream', streams.WritableStream);
provide(globalThis, 'TransformStream', streams.TransformStream);
provide(globalThis, 'Response', WholeResponse);

interface OldProtocol {
  registerBufferProtocol(scheme: string, answer: (request: object, done: (reply: object) => void) => void): boolean;
  unregisterProtocol(scheme: string): boolean;
}

type Handler = (request: object) => Response | Promise<Response>;

function handle(this: OldProtocol, scheme: string, handler: Handler): void {
  this.registerBufferProtocol(scheme, (request, done) => void answer(handler, request, done));
}

function unhandle(this: OldProtocol, scheme: string): void {
  this.unregisterProtocol(scheme);
}

async function answer(handler: Handler, request: object, done: (reply: object) => void): Promise<void> {
  const response = await handler(request);
  const headers = Object.fromEntries(response.headers);
  const [mimeType = 'text/plain', charset] = (headers['content-type'] ?? '').split('; charset=');
  const data = Buffer.from(await response.arrayBuffer());
  done({ statusCode: response.status, headers, mimeType, charset, data });
}

interface OldSession {
  readonly protocol: OldProtocol;
}

interface OldElectron {
  readonly app?: { on(event: 'session-created', listener: (session: OldSession) => void): void };
  readonly protocol?: object;
  readonly session?: { readonly defaultSession: OldSession };
}

const electron: OldElectron = builtin('electron');

function bridgeSession(session: OldSession): void {
  provide(session.protocol, 'handle', handle);
  provide(session.protocol, 'unhandle', unhandle);
  provide(session, 'setDisplayMediaRequestHandler', () => {});
}

electron.app?.on('session-created', bridgeSession);
if (electron.protocol !== undefined) {
  provide(electron.protocol, 'handle', (scheme: string, handler: Handler) => {
    const { protocol } = electron.session?.defaultSession ?? {};
    if (protocol !== undefined) handle.call(protocol, scheme, handler);
  });
}
