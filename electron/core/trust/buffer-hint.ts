import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import { mbedTlsProfile } from './mbedtls-profile.ts';
import { certificateMessageLength, defaultInputBuffer, receiveRefusal, usualFlight } from './receive-limits.ts';
import { readChain } from './trials.ts';
import type { ServerView, Verdict, VerdictReason } from './verdict.ts';

/**
 * The verdict with the condition under which it fails: a smaller receive buffer, of which the firmware shows a hint, would
 * not take in what the server sends. The hint is one word of code that may mean something else (FORMATS §8.6), so it
 * decides nothing; who knows the buffer gives it as `inputBuffer`, which does.
 */
export function withBufferHint(verdict: Verdict, facts: UnitFacts, server: ServerView): Verdict {
  const hint = facts.trust.tls && factValue(facts.trust.tls.inputBuffer);
  if (hint === undefined || hint >= defaultInputBuffer || verdict.status === 'stranded') return verdict;
  const chain = readChain(server.chain);
  const flight = server.flight ?? usualFlight(chain);
  const { receiving } = mbedTlsProfile(factValue(facts.trust.mbedTlsVersion));
  const length = certificateMessageLength(chain);
  if (receiveRefusal(flight, length, hint, receiving) === undefined) return verdict;
  const reason: VerdictReason = {
    code: 'buffer-hint',
    params: { bytes: Math.max(length, ...flight.recordSizes), limit: hint },
  };
  return { ...verdict, reasons: [...verdict.reasons, reason] };
}
