import type {
  Ask,
  Cause,
  Explanation,
  IdfVersionEvidence,
  LogCoverage,
  Observation,
} from '../../core/explain/explanation.ts';
import { harmless, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';

const shownCauses = 4;

/** An explanation for a person: the observations with what follows and what does not, causes, and the next step. */
export function renderExplanation(explanation: Explanation, texts: Texts, style: Style): string {
  const { observations, causes, ask } = explanation;
  if (observations.length === 0) return [texts('explain:nothing'), ...renderAsk(ask, texts, style)].join('\n');
  return [
    style.bold(texts('explain:title')),
    ...renderOrigin(explanation, texts).map((line) => style.dim(`  ${line}`)),
    ...observations.flatMap((observation) => renderObservation(observation, texts, style)),
    ...(causes.length === 0 ? [] : ['', style.bold(texts('explain:causes'))]),
    ...causes.slice(0, shownCauses).map((cause, index) => renderCause(cause, index, observations, texts, style)),
    ...renderAsk(ask, texts, style),
  ].join('\n');
}

function renderOrigin({ framework, idfVersion, coverage }: Explanation, texts: Texts): string[] {
  return [
    ...(framework
      ? [texts('explain:framework', { framework: texts(`explain:framework-name.${framework.name}`) })]
      : []),
    ...(idfVersion ? [renderIdfVersion(idfVersion, texts)] : []),
    ...renderLeftOut(coverage, texts),
  ];
}

function renderIdfVersion({ version, source, from, before }: IdfVersionEvidence, texts: Texts): string {
  if (version !== undefined) return texts(`explain:idf.${source}`, { version: harmless(version) });
  if (from !== undefined && before !== undefined) return texts('explain:idf.between', { from, before });
  return from !== undefined ? texts('explain:idf.from', { from }) : texts('explain:idf.before', { before });
}

function renderLeftOut({ characters, charactersRead, leftOut }: LogCoverage, texts: Texts): string[] {
  if (charactersRead === characters) return [];
  const amount = texts('explain:left-out', { read: charactersRead, characters });
  return [leftOut ? `${amount}; ${texts('explain:left-out-lines', { ...leftOut })}` : amount];
}

function renderObservation(observation: Observation, texts: Texts, style: Style): string[] {
  const { line, count, code, name, text, proves, doesNotProve } = observation;
  const statements = (codes: readonly string[]) =>
    codes.map((statement) => texts(`explain:statement.${statement}`)).join('; ');
  return [
    '',
    // What has no name of its own bears its code's, which says nothing to a person.
    `  ${code.endsWith(`.${name}`) ? '' : `${style.bold(harmless(name))}: `}${texts(`explain:observation.${code}`)}`,
    style.dim(`    ${texts('explain:lines', { count, line, more: count - 1 })}: ${harmless(text)}`),
    `    ${texts('explain:proves')}: ${statements(proves)}`,
    `    ${texts('explain:does-not-prove')}: ${statements(doesNotProve)}`,
  ];
}

function renderCause(
  { code, weight, because }: Cause,
  index: number,
  observations: readonly Observation[],
  texts: Texts,
  style: Style,
): string {
  const lines = because.map((observation) => observations[observation]?.line).join(', ');
  return `  ${index + 1}. ${texts(`explain:cause.${code}`)} ${style.dim(`(${weight} %, ${texts('explain:because', { count: because.length, lines })})`)}`;
}

function renderAsk({ code, params }: Ask, texts: Texts, style: Style): string[] {
  return [
    '',
    style.bold(texts('explain:next')),
    `  ${texts(`explain:ask.${code}`)}`,
    ...(params.host === undefined ? [] : [`  ${texts('explain:host', { host: harmless(String(params.host)) })}`]),
    ...(params.dates === undefined ? [] : [`  ${texts('explain:dates-on')}`]),
  ];
}
