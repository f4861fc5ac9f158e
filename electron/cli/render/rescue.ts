import type { ChainLink, ClassRescue, Listener, RescueConflict, RescuePlan } from '../../core/rescue/rescue-plan.ts';
import { harmless, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** A rescue plan for a person: what each server must show, which units that brings back, until when, and what to mind. */
export function renderRescue(plan: RescuePlan, texts: Texts, style: Style): string {
  const { listeners, perClass, conflicts, endsOn, notes, hosts } = plan;
  const size = listeners.length > 1 ? 'several' : listeners.length === 1 ? 'one' : 'none';
  return [
    style.bold(texts(`rescue:title.${size}`, { count: listeners.length })),
    ...listeners.flatMap((listener, index) => renderListener(listener, index, plan, texts, style)),
    '',
    ...perClass.flatMap((rescue) => renderClass(rescue, texts, style)),
    ...conflicts.map((conflict) => style.yellow(renderConflict(conflict, perClass, texts))),
    ...(listeners.length === 0 ? [] : [renderEnd(endsOn, texts)]),
    '',
    ...notes.map(({ code, params }) => `- ${texts(`rescue:note.${code}`, { ...params, hosts: namesOf(hosts) })}`),
  ].join('\n');
}

function renderListener(listener: Listener, index: number, plan: RescuePlan, texts: Texts, style: Style): string[] {
  const { chain, leaf, issuer, messageBytes, classes } = listener;
  const hosts = namesOf(plan.hosts);
  const access = issuer === undefined ? '' : texts(`rescue:access.${issuer.access}`);
  return [
    '',
    `${style.bold(texts('rescue:listener', { number: index + 1 }))} ${texts(hosts ? 'rescue:hosts' : 'rescue:any-host', { hosts })}`,
    `  ${texts(`rescue:leaf.${leaf}`, { ...issuer, access })}`,
    ...chain.slice(1).map((link) => `  ${renderLink(link, listener, texts, style)}`),
    ...listener.leaveOut.map((sha256) => `  ${texts('rescue:leave-out', { subject: sha256 })}`),
    `  ${texts('rescue:message', { bytes: messageBytes })}`,
    `  ${texts('rescue:accepted-by', { units: classes.map((at) => unitsOf(plan.perClass[at])).join(', ') })}`,
  ];
}

function renderLink(link: ChainLink, { append }: Listener, texts: Texts, style: Style): string {
  const isAppended = append.includes(link.sha256 ?? '');
  const mark = texts(`rescue:link.${isAppended ? 'append' : 'keep'}`);
  const row = texts('rescue:link-row', {
    mark,
    subject: harmless(link.subject),
    issuer: harmless(link.issuer),
    date: link.notAfter.slice(0, 10),
    size: link.size,
    sha256: link.sha256,
  });
  return isAppended ? style.green(row) : row;
}

function renderClass(rescue: ClassRescue, texts: Texts, style: Style): string[] {
  const { outcome, listener, ends } = rescue;
  const mark = listener === undefined ? style.red('✗') : style.green('✓');
  const words = texts(`rescue:outcome.${outcome}`, { listener: (listener ?? 0) + 1 });
  return [
    `${mark} ${texts('rescue:class', { units: unitsOf(rescue), outcome: words })}`,
    ...ends.map(({ what, subject, date }) =>
      style.dim(`    ${texts(`rescue:end.${what}`, { subject: harmless(subject), date: date.slice(0, 10) })}`),
    ),
  ];
}

function renderConflict(
  { code, listeners, onlyFirst, onlySecond }: RescueConflict,
  perClass: readonly ClassRescue[],
  texts: Texts,
): string {
  const units = (indexes: readonly number[]) => indexes.map((index) => unitsOf(perClass[index])).join(', ');
  const count = onlyFirst.reduce((sum, index) => sum + (perClass[index]?.units.length ?? 0), 0);
  return texts(`rescue:conflict.${code}`, {
    first: listeners[0] + 1,
    second: listeners[1] + 1,
    count,
    onlyFirst: units(onlyFirst),
    onlySecond: units(onlySecond),
  });
}

function renderEnd(endsOn: string | undefined, texts: Texts): string {
  return endsOn === undefined ? texts('rescue:never-ends') : texts('rescue:ends-on', { date: endsOn.slice(0, 10) });
}

/** Names of units, the first few of a large class. */
function unitsOf(rescue: ClassRescue | undefined): string {
  const shown = 5;
  const units = rescue?.units ?? [];
  const more = units.length > shown ? ` +${units.length - shown}` : '';
  return `${namesOf(units.slice(0, shown))}${more}`;
}

function namesOf(names: readonly string[]): string {
  return names.map((name) => harmless(name)).join(', ');
}
