import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { compile, reasonOf } from './compile.ts';

const execute = promisify(execFile);

export interface ConnectOptions {
  readonly port: number;
  readonly host: string;
  /** A PEM file. */
  readonly trustedFile: string;
  readonly checksDates: boolean;
  /** Path to GET; absent = the handshake only. */
  readonly path?: string;
}

/** What became of a connection; code and flags as positive numbers, 0 where all went well. */
export interface Connected {
  readonly ok: boolean;
  readonly code: number;
  readonly flags: number;
  /** Length and SHA-256 of the body that came. */
  readonly bytes: number;
  readonly sha256: string;
  /** Of the library, e.g. `2.28.3`. */
  readonly version: string;
}

/** Connects to this computer as a real Mbed TLS (`client.c`). */
export type MbedTlsClient = (options: ConnectOptions) => Promise<Connected>;

/** Compiles the client against the installed library once; gives the reason where compiler or library are missing. */
export async function mbedTlsClient(): Promise<MbedTlsClient | string> {
  try {
    const program = await compile('client', ['mbedtls', 'mbedx509', 'mbedcrypto']);
    return async ({ port, host, trustedFile, checksDates, path }) => {
      const flags = [...(checksDates ? [] : ['--no-dates']), ...(path === undefined ? [] : ['--get', path])];
      const { stdout } = await execute(program, [String(port), host, trustedFile, ...flags]);
      return JSON.parse(stdout);
    };
  } catch (error) {
    return reasonOf(error);
  }
}
