import type { Diagnosis, GuideId } from './diagnosis.ts';

/**
 * A unit that is not plugged in and one on a cable that carries only power look alike to a computer. These questions tell them
 * apart, each asked once; words in `ports.json` under `elimination`.
 */
export type EliminationQuestion =
  | 'replug' // pull it out, push it in firmly: does it appear?
  | 'lamp' // is a lamp lit, does anything show that it has power?
  | 'known-cable' // with a cable that carried data before: does it appear?
  | 'other-socket' // in another socket of this computer, without a hub: does it appear?
  | 'other-device'; // something else in the same socket: does it work?

/** `appeared` is what the program itself sees; `none` = nothing of the kind is at hand. */
export type EliminationAnswer = 'appeared' | 'nothing' | 'yes' | 'no' | 'none';

export type EliminationCode =
  | 'was-loose'
  | 'cable-power-only'
  | 'cable-broken'
  | 'cable-suspected' // lamp lit, no other cable at hand
  | 'socket-dead'
  | 'unit-without-data' // has power, sound cable and socket, and says nothing
  | 'unit-without-power';

/** Answers so far, in order: plain data, so it can be kept, sent and replayed. */
export type Elimination = readonly { readonly question: EliminationQuestion; readonly answer: EliminationAnswer }[];

export type EliminationState =
  | {
      readonly kind: 'question';
      readonly question: EliminationQuestion;
      readonly answers: readonly EliminationAnswer[];
      readonly picture: GuideId;
    }
  | ({ readonly kind: 'conclusion' } & Diagnosis<EliminationCode>);

/** Answers that each question takes, and its picture. */
export const eliminationQuestions: Readonly<
  Record<EliminationQuestion, { readonly answers: readonly EliminationAnswer[]; readonly picture: GuideId }>
> = {
  replug: { answers: ['appeared', 'nothing'], picture: 'plug-in' },
  lamp: { answers: ['yes', 'no'], picture: 'plug-in' },
  'known-cable': { answers: ['appeared', 'nothing', 'none'], picture: 'data-cable' },
  'other-socket': { answers: ['appeared', 'nothing'], picture: 'plug-in' },
  'other-device': { answers: ['yes', 'no', 'none'], picture: 'plug-in' },
};

/** The order in which they are asked: what costs least first. */
export const eliminationQuestionOrder: readonly EliminationQuestion[] = [
  'replug',
  'lamp',
  'known-cable',
  'other-socket',
  'other-device',
];

/** Before the first answer. */
export const beginElimination: Elimination = [];

/** The question to ask now, or what the answers come to. It ends after five answers at the latest. */
export function eliminationState(given: Elimination): EliminationState {
  const answer = (question: EliminationQuestion) => given.find((entry) => entry.question === question)?.answer;
  const last = given.at(-1);
  if (last?.answer === 'appeared') return appearedAfter(last.question, answer('lamp'));
  for (const question of eliminationQuestionOrder) {
    if (answer(question) === undefined) return { kind: 'question', question, ...eliminationQuestions[question] };
  }
  return nothingHelped(given);
}

/**
 * The answers with one more. An answer that the present question does not take, and any answer after the conclusion,
 * changes nothing; a unit that appears is taken at every question, because it may appear at any moment.
 */
export function answerElimination(given: Elimination, answer: EliminationAnswer): Elimination {
  const state = eliminationState(given);
  if (state.kind === 'conclusion') return given;
  if (answer !== 'appeared' && !state.answers.includes(answer)) return given;
  return [...given, { question: state.question, answer }];
}

function appearedAfter(question: EliminationQuestion, lamp: EliminationAnswer | undefined): EliminationState {
  if (question === 'known-cable') {
    return conclude(lamp === 'yes' ? 'cable-power-only' : 'cable-broken', 'data-cable', 'connect');
  }
  if (question === 'other-socket') return conclude('socket-dead', 'plug-in', 'connect');
  return conclude('was-loose', 'plug-in', 'connect');
}

function nothingHelped(given: Elimination): EliminationState {
  const said = (question: EliminationQuestion, answer: EliminationAnswer) =>
    given.some((entry) => entry.question === question && entry.answer === answer);
  if (said('other-device', 'no')) return conclude('socket-dead', 'plug-in', 'other-socket');
  if (said('known-cable', 'none')) return conclude('cable-suspected', 'data-cable', 'other-cable');
  if (said('lamp', 'no')) return conclude('unit-without-power', 'plug-in', 'check-power');
  return conclude('unit-without-data', 'plug-in', 'ask-support');
}

function conclude(code: EliminationCode, picture: GuideId, next: Diagnosis<EliminationCode>['next']): EliminationState {
  const error = next === 'connect' ? undefined : ('port.not-found' as const);
  return { kind: 'conclusion', code, params: {}, picture, next, error };
}
