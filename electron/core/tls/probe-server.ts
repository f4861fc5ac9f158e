import { RecoveryError } from '../errors/recovery-error.ts';
import type { FormatProblem } from '../formats/parsed.ts';
import type { Clock, Random } from '../interfaces/machine.ts';
import type { TcpLink } from '../interfaces/tcp-link.ts';
import { encodeClientHello } from './client-hello.ts';
import type { ClientProfile } from './client-profile.ts';
import { createFlightReader, type FlightReader, type ServerAnswer } from './flight-reader.ts';
import { findInAnswer } from './probe-findings.ts';
import { probeResult, type ServerProbe } from './server-probe.ts';

export interface ProbeOptions {
  /** The host of the unit's URL: it goes into the server name and, without `address`, it is what is connected to. */
  readonly host: string;
  readonly port: number;
  /** Connect here instead, e.g. to a new server before the name leads to it. */
  readonly address?: string | undefined;
  readonly profile: ClientProfile;
  readonly clock: Clock;
  readonly random: Random;
  /** For everything together, so a server that dribbles does not get more. Default 15,000. */
  readonly timeoutMs?: number;
  /** Ends the connection at once; what is thrown then is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const defaultTimeoutMs = 15_000;

/**
 * Shakes hands with a server as a unit of this profile would, up to the server's ServerHelloDone, and keeps what it
 * showed. No secret is sent and nothing is verified. A server that refuses is a result; an answer that is none is a
 * RecoveryError: `probe.bad-target`, `.unreachable`, `.timeout`, `.closed`, `.not-tls`, `.too-large` or `.malformed`.
 */
export async function probeServer(link: TcpLink, options: ProbeOptions): Promise<ServerProbe> {
  const { host, port, address, profile, clock, signal } = options;
  signal?.throwIfAborted();
  checkTarget(options);
  const at = new Date(clock.now()).toISOString();
  const reader = createFlightReader(profile);
  const answer = await withDeadline(options, () => link.close(), exchange(link, reader, options));
  return {
    schema: 1,
    host,
    port,
    ...(address !== undefined && { address }),
    at,
    profile: profile.id,
    result: probeResult(answer, reader.recordSizes),
    findings: findInAnswer(answer, reader.warnings, profile),
  };
}

function checkTarget({ host, port, address = host }: ProbeOptions): void {
  const isName = (text: string) => /^[A-Za-z0-9._:-]{1,255}$/.test(text);
  if (isName(host) && isName(address) && Number.isInteger(port) && port > 0 && port < 0x10000) return;
  throw new RecoveryError('probe.bad-target');
}

async function exchange(link: TcpLink, reader: FlightReader, options: ProbeOptions): Promise<ServerAnswer> {
  const { host, port, address = host, profile, random } = options;
  await link.connect({ address, port });
  const answer = new Promise<ServerAnswer>((resolve, reject) => {
    link.onData((chunk) => {
      const step = reader.push(chunk);
      if (!step.ok) reject(describeProblem(step.problem));
      else if (step.value !== undefined) resolve(step.value);
    });
    link.onClosed(() => reject(new RecoveryError('probe.closed')));
  });
  const hello = encodeClientHello(profile, { host, random: random.bytes(32) });
  return Promise.race([answer, link.write(hello).then(() => answer)]);
}

/** Ends the work and the connection when the time is up or nobody waits any more, and the clock's waiting when the work is done. */
async function withDeadline<T>(
  { clock, timeoutMs = defaultTimeoutMs, signal }: ProbeOptions,
  close: () => void,
  work: Promise<T>,
) {
  const done = new AbortController();
  const cancel = () => done.abort(signal?.reason);
  signal?.addEventListener('abort', cancel, { once: true });
  const deadline = clock.sleep(timeoutMs, done.signal).then((): never => {
    throw new RecoveryError('probe.timeout', { timeoutMs });
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    signal?.removeEventListener('abort', cancel);
    done.abort();
    close();
  }
}

function describeProblem({ code, params = {} }: FormatProblem): RecoveryError {
  if (code === 'tls.not-tls') return new RecoveryError('probe.not-tls');
  if (code === 'tls.too-large') return new RecoveryError('probe.too-large', params);
  return new RecoveryError('probe.malformed', { reason: code.replace(/^tls\./, '') });
}
