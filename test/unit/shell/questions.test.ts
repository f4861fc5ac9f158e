import { describe, expect, it } from 'vitest';
import { closeQuestion, planQuestion } from '../../../electron/main/questions.ts';
import { loadShellTexts } from '../../../electron/main/texts.ts';

const planHash = 'a'.repeat(64);

describe('dialogs', () => {
  it('say what the host says, on short lines that hide nothing', async () => {
    const texts = await loadShellTexts('en-GB');
    const params = { slot: 'ota_1\n\nAll is well.', mac: '24:6f:28:aa:bb:01', version: `\u202e${'9'.repeat(5000)}` };
    const question = planQuestion(
      texts,
      { summary: { code: 'summary.only-slot', params }, confirmations: [] },
      planHash,
    );
    expect(question.message).toContain('24:6f:28:aa:bb:01');
    expect(question.message).not.toMatch(/[\n\u202e]/);
    expect(question.message.length).toBeLessThan(500);
  });

  it('do nothing by default, and have no text without words', async () => {
    const texts = await loadShellTexts('en');
    const confirmations = [{ code: 'confirmation.no-backup', params: {} }];
    const plan = planQuestion(texts, { summary: { code: 'summary.only-slot', params: {} }, confirmations }, planHash);
    for (const question of [plan, closeQuestion(texts)]) {
      expect(question).toMatchObject({ defaultId: 0, cancelId: 0 });
      expect(JSON.stringify(question)).not.toMatch(/"(confirm|close|plan|window)[.:]/);
    }
  });

  it('are English where a language has no words', async () => {
    const texts = await loadShellTexts('tlh');
    expect(closeQuestion(texts).title).toBe('Units are being worked on');
  });
});
