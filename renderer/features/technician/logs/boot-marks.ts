import type { Result } from '../../../../electron/contract/commands.ts';
import type { RecoveryPlan } from '../../../../electron/core/plan/plan.ts';

export type BootMark = Result<'unit.boot-log'>['marked'][number];

const maxMarks = 1000;

/** What the host marked, and each line that shows what the plan expected of the start. */
export function bootMarks(lines: readonly string[], marked: readonly BootMark[], plan?: RecoveryPlan): BootMark[] {
  const expected = (plan?.steps ?? []).flatMap((step) =>
    step.kind === 'boot-check' ? [step.version, ...step.lines].filter((text) => text !== '') : [],
  );
  const taken = new Set(marked.map(({ line }) => line));
  const proofs = lines.flatMap((text, index) =>
    !taken.has(index + 1) && expected.some((each) => text.includes(each))
      ? [{ line: index + 1, code: 'expected' }]
      : [],
  );
  return [...marked, ...proofs].toSorted((a, b) => a.line - b.line).slice(0, maxMarks);
}
