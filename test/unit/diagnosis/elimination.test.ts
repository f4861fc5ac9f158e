import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerElimination,
  beginElimination,
  type EliminationAnswer,
  eliminationQuestionOrder,
  eliminationQuestions,
  eliminationState,
} from '../../../electron/core/diagnosis/elimination.ts';

const after = (...answers: readonly EliminationAnswer[]) => answers.reduce(answerElimination, beginElimination);
const conclusion = (...answers: readonly EliminationAnswer[]) => {
  const state = eliminationState(after(...answers));
  return state.kind === 'conclusion' ? `${state.code} ${state.next}` : state.question;
};

describe('the guided elimination', () => {
  it('begins with what costs nothing', () => {
    expect(eliminationState(beginElimination)).toEqual({
      kind: 'question',
      question: 'replug',
      answers: ['appeared', 'nothing'],
      picture: 'plug-in',
    });
  });

  it.each([
    [['appeared'], 'was-loose connect'],
    [['nothing'], 'lamp'],
    [['nothing', 'yes', 'appeared'], 'cable-power-only connect'],
    [['nothing', 'no', 'appeared'], 'cable-broken connect'],
    [['nothing', 'yes', 'nothing', 'appeared'], 'socket-dead connect'],
    [['nothing', 'yes', 'nothing', 'nothing', 'no'], 'socket-dead other-socket'],
    [['nothing', 'yes', 'none', 'nothing', 'yes'], 'cable-suspected other-cable'],
    [['nothing', 'no', 'nothing', 'nothing', 'yes'], 'unit-without-power check-power'],
    [['nothing', 'yes', 'nothing', 'nothing', 'yes'], 'unit-without-data ask-support'],
    [['nothing', 'appeared'], 'was-loose connect'],
  ] as const)('after %j: %s', (answers, expected) => {
    expect(conclusion(...answers)).toBe(expected);
  });

  it('tells an unplugged unit from a power-only cable, which look alike to the computer', () => {
    expect(conclusion('appeared')).not.toBe(conclusion('nothing', 'yes', 'appeared'));
  });

  it('passes over answers that a question does not take, and over those after its end', () => {
    expect(after('yes')).toEqual(beginElimination);
    const ended = after('appeared');
    expect(answerElimination(ended, 'nothing')).toBe(ended);
  });

  it('ends after as many answers as there are questions, whatever is answered', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 }), { minLength: 5, maxLength: 5 }), (choices) => {
        let given = beginElimination;
        for (const [index, choice] of choices.entries()) {
          const question = eliminationQuestionOrder[index];
          const answers = question === undefined ? [] : eliminationQuestions[question].answers;
          given = answerElimination(given, answers[choice % answers.length] ?? 'nothing');
        }
        expect(eliminationState(given).kind).toBe('conclusion');
      }),
    );
  });
});
