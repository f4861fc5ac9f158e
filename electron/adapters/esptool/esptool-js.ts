import {
  ESPLoader,
  type IEspLoaderTerminal,
  Transport,
  UnexpectedChipIdError,
  UnexpectedChipMagicError,
  UnsupportedCommandError,
} from 'esptool-js';
import { chips } from '../../core/chips/catalogue.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { type Commands, prepareRequest } from './commands.ts';
import { encodeRequest, opcode } from './protocol.ts';
import type { FrameTransport } from './transport.ts';

/** What esptool-js is used for: naming the chip, starting its stub, reading the flash's id. All of it over our commands. */
export interface EsptoolJs {
  /** The chip, the payload of GET_SECURITY_INFO where it has one, and whether it is in secure download mode. */
  identify(): Promise<{ family: ChipFamily; securityInfo: Uint8Array | undefined; isSecureDownload: boolean }>;
  /** Uploads and starts the stub. Throws `loader.stub-failed`, or what a command throws. */
  startStub(): Promise<void>;
  /** RDID through the SPI controller's registers. */
  readFlashId(): Promise<number>;
}

/** A chip that resets instead of starting the stub prints more than this. */
const maxTextBeforeGreeting = 4;
const greeting = 'OHAI';

/** esptool-js talks to its user through this; it has nothing to say here. */
const silent: IEspLoaderTerminal = { clean() {}, write() {}, writeLine() {} };

/** esptool-js 0.7.0 with its transport and its commands replaced by ours (ESPTOOL-JS T1–T9, R7). */
export function esptoolJs(transport: FrameTransport, commands: Commands): EsptoolJs {
  const loader = new CommandLoader(transport, commands);
  return {
    async identify() {
      await asRecoveryError(() => loader.connect('no_reset', 1));
      const { securityInfo, secureDownloadMode } = loader;
      return { family: familyOf(loader.chip.CHIP_NAME), securityInfo, isSecureDownload: secureDownloadMode };
    },
    async startStub() {
      await asRecoveryError(() => loader.runStub());
      if (!loader.IS_STUB) throw new RecoveryError('loader.stub-failed');
      loader.IS_STUB = false; // asked to start it again, it uploads it again
    },
    readFlashId: () => asRecoveryError(() => loader.readFlashId()),
  };
}

function familyOf(name: string): ChipFamily {
  const family = Object.values(chips).find((chip) => chip.family === name)?.family;
  if (family === undefined) throw new RecoveryError('loader.unsupported-chip', { chip: name });
  return family;
}

/** Errors of esptool-js are prose; ours pass through it, some inside its own. */
async function asRecoveryError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RecoveryError) throw cause;
    if (cause instanceof UnsupportedCommandError && cause.cause instanceof RecoveryError) throw cause.cause;
    if (cause instanceof UnexpectedChipIdError || cause instanceof UnexpectedChipMagicError) {
      throw new RecoveryError(
        'loader.unsupported-chip',
        { chip: /value (\w+)/.exec(cause.message)?.[1] ?? '' },
        { cause },
      );
    }
    throw new RecoveryError('loader.stub-failed', {}, { cause });
  }
}

/** esptool-js whose one primitive, `command`, is ours: guarded, logged, with the status looked at. */
export class CommandLoader extends ESPLoader {
  securityInfo: Uint8Array | undefined;
  readonly #commands: Commands;

  constructor(transport: FrameTransport, commands: Commands) {
    super({ transport: new FrameOnlyTransport(transport), baudrate: 115200, terminal: silent });
    this.#commands = commands;
  }

  /** The chip answered SYNC before esptool-js is asked; its own resets and opened port are not wanted. */
  override constructResetSequence(): [] {
    return [];
  }

  override async _connectAttempt(): Promise<string> {
    return 'success';
  }

  override async command(
    code: number | null = null,
    data: Uint8Array = new Uint8Array(),
    checksum = 0,
    _waitResponse = true,
    timeoutMs = this.DEFAULT_TIMEOUT,
  ): Promise<[number, Uint8Array]> {
    const request = prepareRequest(encodeRequest(code ?? opcode.sync, data, checksum));
    try {
      const answer = await this.#commands.exchange(request, timeoutMs);
      if (code === opcode.getSecurityInfo) this.securityInfo = answer.data.slice();
      return [answer.value, Uint8Array.of(...answer.data, 0, 0)];
    } catch (error) {
      if (error instanceof RecoveryError && error.code === 'loader.command-refused') {
        throw Object.assign(new UnsupportedCommandError(), { cause: error });
      }
      throw error;
    }
  }
}

/** What esptool-js still asks of a transport when its commands are ours: the stub's greeting. */
class FrameOnlyTransport extends Transport {
  readonly #transport: FrameTransport;

  constructor(transport: FrameTransport) {
    super({ getInfo: () => ({}) } as ConstructorParameters<typeof Transport>[0]);
    this.#transport = transport;
  }

  override trace(): void {}
  override async connect(): Promise<void> {}
  override async readLoop(): Promise<void> {}
  override async disconnect(): Promise<void> {}
  override flushInput(): void {}
  override async drainInput(): Promise<void> {}

  /** Only ever asked for the stub's greeting: text before it is kept as text (ESPTOOL-JS T7). */
  override async read(timeoutMs: number): Promise<Uint8Array> {
    for (let skipped = 0; ; skipped++) {
      const segment = await this.#transport.receive(timeoutMs);
      if (isGreeting(segment) || skipped >= maxTextBeforeGreeting) return segment;
      this.#transport.stray.add(segment);
    }
  }

  override async write(): Promise<void> {
    throw new RecoveryError('internal', { detail: 'frame outside a command' });
  }
}

function isGreeting(segment: Uint8Array): boolean {
  return segment.length === greeting.length && new TextDecoder().decode(segment) === greeting;
}
