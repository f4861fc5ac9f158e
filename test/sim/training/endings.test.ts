import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTraining, openTrainingWorkspace, type Training } from '../../../electron/host/training.ts';
import type { Workspace } from '../../../electron/host/workspace.ts';
import { trainingUnits } from '../../../electron/sim/training/catalogue.ts';
import type { TrainingEnding } from '../../../electron/sim/training/training-unit.ts';
import { takeLesson } from '../../support/learner.ts';

const folder = mkdtempSync(join(tmpdir(), 'unstrand-training-'));
let training: Training;
let workspace: Workspace;
const table: string[] = [];

beforeAll(async () => {
  training = openTraining('instant', { size: 'tiny' });
  workspace = openTrainingWorkspace({ UNSTRAND_HOME: folder });
  await training.enrolDemoKey(workspace);
});

afterAll(() => {
  training.close();
  rmSync(folder, { recursive: true, force: true });
  console.info(table.sort().join('\n'));
});

/** Lessons wait for timeouts of a real loader, so all of them wait at once. */
describe.concurrent('every training unit ends as its catalogue says', { timeout: 120_000 }, () => {
  it.for(trainingUnits.map((unit) => [unit.id, unit] as const))('%s', async ([id, unit]) => {
    const { ending, helped, jobs } = await takeLesson(unit, training, workspace);
    table.push(`${id.padEnd(24)} ${describeEnding(ending)}${helped ? `, helped: ${describeEnding(helped)}` : ''}`);
    expect(ending).toEqual(unit.ending);
    expect(helped).toEqual(unit.help?.ending);
    for (const { report, record } of jobs) {
      expect(record.body.simulated).toBe(true);
      // Every lesson that breaks off does so while the other slot is being written.
      if (report.outcome === 'failed') expect(report.unitState).toBe('old-boots');
    }
  });
});

function describeEnding(ending: TrainingEnding): string {
  if (ending.kind === 'refused') return `refused ${ending.codes.join(' ')}`;
  if (ending.kind === 'stopped') return `stopped ${ending.code}`;
  if (ending.kind === 'unconfirmed') return 'unconfirmed';
  return ending.code === undefined ? ending.outcome : `${ending.outcome} ${ending.code}`;
}
