import { hexNumber } from '../../core/bytes/hex.ts';
import type { AppendCertificates, Remedy, Verdict } from '../../core/trust/verdict.ts';
import { harmless, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** A verdict for a person: status, reasons in plain words, what the unit's log prints, what would help. */
export function renderVerdict(verdict: Verdict, texts: Texts, style: Style): string {
  return [
    `${mark(verdict, style)} ${style.bold(texts(`cli:verdict.${verdict.status}`))}`,
    ...verdict.reasons.map(({ code, params }) => `  ${texts(`verdict:${code}`, harmlessParams(params))}`),
    ...renderOutcomes(verdict, texts, style),
    ...(verdict.until === undefined
      ? []
      : [
          `  ${texts('cli:verdict.until', { date: verdict.until.date.slice(0, 10), subject: harmless(verdict.until.subject) })}`,
        ]),
    ...verdict.missing.map(
      ({ fact, reason }) => `  ${texts('cli:verdict.missing', { fact, reason: texts(`cli:unknown.${reason}`) })}`,
    ),
    ...renderRemedies(verdict.remedies, texts).map((line) => `  ${style.bold('→')} ${line}`),
  ].join('\n');
}

function mark(verdict: Verdict, style: Style): string {
  if (verdict.status === 'reachable') return style.green('✓');
  return verdict.status === 'stranded' ? style.red('✗') : style.yellow('?');
}

/** Where the date check changes nothing, one outcome stands for both. */
function renderOutcomes({ outcomes }: Verdict, texts: Texts, style: Style): string[] {
  const [first, second] = outcomes.map(({ outcome }) => JSON.stringify(outcome));
  const isSame = first === second && outcomes.length > 1;
  return (isSame ? outcomes.slice(0, 1) : outcomes).flatMap(({ dateCheck, outcome }) => [
    `  ${texts(`cli:verdict.with-date-check.${isSame ? 'either' : dateCheck}`)}: ${
      outcome.accepted
        ? texts('cli:verdict.accepted')
        : texts('cli:verdict.rejected', { code: hexNumber(outcome.code), flags: hexNumber(outcome.flags) })
    }`,
    ...outcome.logLines.map((line) => style.dim(`    ${harmless(line)}`)),
  ]);
}

/** Of the roots to which a server could show a chain, the best stand first; a bundle holds more than anybody reads. */
const maxChainsShown = 3;

function renderRemedies(remedies: readonly Remedy[], texts: Texts): string[] {
  const chains = remedies.filter(({ kind }) => kind === 'server-chain-to');
  const shown = new Set(chains.slice(0, maxChainsShown));
  const left = chains.length - shown.size;
  const last = [...shown].at(-1);
  return remedies
    .filter((remedy) => remedy.kind !== 'server-chain-to' || shown.has(remedy))
    .flatMap((remedy) => [
      renderRemedy(remedy, texts),
      ...(remedy === last && left > 0 ? [texts('cli:remedy.more-chains', { count: left })] : []),
    ]);
}

function renderRemedy(remedy: Remedy, texts: Texts): string {
  if (remedy.kind === 'flash') return texts('cli:remedy.flash');
  if (remedy.kind === 'server-chain-to')
    return texts('cli:remedy.server-chain-to', { subject: harmless(remedy.subject) });
  return renderRescue(remedy, texts);
}

/** What a server would have to change, one thing a sentence. */
function renderRescue(remedy: AppendCertificates, texts: Texts): string {
  const { issuer, certificates, leaveOut, onlyWithoutDateCheck } = remedy;
  const names = certificates.map(({ subject, issuer: by }) =>
    texts('cli:remedy.certificate', { subject: harmless(subject), issuer: harmless(by) }),
  );
  return [
    texts(issuer ? 'cli:remedy.leaf-from' : 'cli:remedy.leaf-at-hand', { ...issuer }),
    ...(names.length > 0 ? [texts('cli:remedy.append-certificates', { certificates: names.join(', ') })] : []),
    ...(leaveOut.length > 0 ? [texts('cli:remedy.leave-out', { count: leaveOut.length })] : []),
    ...(onlyWithoutDateCheck ? [texts('cli:remedy.dates-off')] : []),
  ].join(' ');
}

function harmlessParams(params: Readonly<Record<string, string | number>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? harmless(value) : value]),
  );
}
