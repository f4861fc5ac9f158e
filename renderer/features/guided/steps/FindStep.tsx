import {
  answerElimination,
  beginElimination,
  type Elimination,
  type EliminationAnswer,
  type EliminationState,
  eliminationState,
} from '../../../../electron/core/diagnosis/elimination.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { GuidePicture } from '../GuidePicture.tsx';
import { useGuidedView } from '../guided-context.tsx';
import { Question } from '../Question.tsx';
import { WithoutCable } from '../wireless/WithoutCable.tsx';

/** Answers so far; undefined before a person said that it is plugged in. */
export type Search = Elimination | undefined;

/** Nothing is to be seen: plugged out, or a cable that only charges. What appears ends this by itself. */
export function FindStep({
  search,
  onSearch,
}: {
  readonly search: Search;
  readonly onSearch: (search: Search) => void;
}) {
  const { t } = useTexts();
  const { product } = useGuidedView();
  if (search !== undefined) return <SearchStep search={search} onSearch={onSearch} />;
  return (
    <Question
      picture={<GuidePicture id="plug-in" />}
      title={t('app-guided:find.title', { product })}
      text={t('app-guided:find.text')}
      actions={
        <>
          <Button look="main" size="big" onPress={() => onSearch(beginElimination)}>
            {t('app-guided:find.button')}
          </Button>
          <WithoutCable />
        </>
      }
    />
  );
}

function SearchStep({
  search,
  onSearch,
}: {
  readonly search: Elimination;
  readonly onSearch: (search: Search) => void;
}) {
  const state = eliminationState(search);
  if (state.kind === 'conclusion') return <Conclusion state={state} onAgain={() => onSearch(undefined)} />;
  return (
    <SingleQuestion
      key={state.question}
      state={state}
      onAnswer={(answer) => onSearch(answerElimination(search, answer))}
    />
  );
}

function SingleQuestion({
  state: { question, answers, picture },
  onAnswer,
}: {
  readonly state: Extract<EliminationState, { kind: 'question' }>;
  readonly onAnswer: (answer: EliminationAnswer) => void;
}) {
  const { t, say } = useTexts();
  const { product } = useGuidedView();
  // Whether it appears, the program sees better than a person.
  const asked = answers.filter((answer) => answer !== 'appeared');
  return (
    <Question
      picture={<GuidePicture id={picture} />}
      title={t(`app-guided:question.${question}.title`, { product })}
      text={t(`app-guided:question.${question}.text`, { product })}
      actions={asked.map((answer, index) => (
        <Button key={answer} look={index === 0 ? 'main' : 'plain'} size="big" onPress={() => onAnswer(answer)}>
          {say(`app-guided:answer.${question}.${answer}`)}
        </Button>
      ))}
    />
  );
}

function Conclusion({
  state: { code, picture },
  onAgain,
}: {
  readonly state: Extract<EliminationState, { kind: 'conclusion' }>;
  readonly onAgain: () => void;
}) {
  const { t, say } = useTexts();
  const { product } = useGuidedView();
  return (
    <Question
      picture={<GuidePicture id={picture} />}
      title={say(`app-guided:conclusion.${code}.title`, { product })}
      text={say(`app-guided:conclusion.${code}.text`, { product })}
      actions={
        <>
          <Button look="main" size="big" onPress={onAgain}>
            {t('app-guided:conclusion.again')}
          </Button>
          <WithoutCable />
        </>
      }
    />
  );
}

/** What the search has shown once the unit has appeared, as a key of `guided.json`; undefined where nothing was asked. */
export function lessonOf(search: Search): string | undefined {
  if (search === undefined || search.length === 0) return undefined;
  const state = eliminationState(answerElimination(search, 'appeared'));
  if (state.kind !== 'conclusion' || state.next !== 'connect') return undefined;
  return `app-guided:conclusion.${state.code === 'socket-dead' ? 'socket-was-dead' : state.code}`;
}
