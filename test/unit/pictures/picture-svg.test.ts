import { describe, expect, it } from 'vitest';
import { renderChainSvg } from '../../../electron/core/pictures/chain-svg.ts';
import { type HorizonRow, renderHorizonSvg } from '../../../electron/core/pictures/horizon-svg.ts';
import { fitText } from '../../../electron/core/pictures/svg.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { now } from '../trust/seed-pki.ts';
import { attack, samplePictures } from './sample-pictures.ts';
import { elementsOf } from './well-formed.ts';

const pictures = await Promise.all(
  Object.entries(samplePictures).map(async ([name, make]) => ({ name, picture: await make() })),
);
/** Words come as they are here: whoever fills them in need not make them harmless first. */
const rawTexts: typeof englishTexts = (key, params) => `${key} ${Object.values(params ?? {}).join(' ')}`;
const rows: readonly HorizonRow[] = [
  { name: 'radio 1', until: '2021-09-30T14:01:15Z', endsWith: 'DST Root CA X3' },
  { name: 'radio 2', until: '2035-06-04T00:00:00Z', endsWith: 'ISRG Root X1' },
  { name: 'radio 3', until: undefined, endsWith: '' },
  { name: attack, until: '9999-12-31T23:59:59Z', endsWith: attack },
  { name: 'radio 4', until: undefined, endsWith: '', hasNoRoot: true },
  { name: 'broken', until: 'not a date', endsWith: '' },
];
const drawings: readonly (readonly [string, (texts: typeof englishTexts) => string])[] = [
  ...pictures.map(
    ({ name, picture }) => [name, (texts: typeof englishTexts) => renderChainSvg(picture, texts)] as const,
  ),
  ['horizon', (texts) => renderHorizonSvg(rows, now, texts)],
  ['empty horizon', (texts) => renderHorizonSvg([], now, texts)],
];

/** Control, zero-width and bidirectional characters other than line feeds. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const deceiving = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe('pictures as SVG', () => {
  it.each(drawings)('%s is well-formed, has no script and asks for nothing from outside', (_, draw) => {
    for (const texts of [englishTexts, rawTexts]) {
      const svg = draw(texts);
      const used = new Set(elementsOf(svg));
      expect(
        [...used].filter((name) => !['svg', 'title', 'desc', 'style', 'g', 'rect', 'path', 'text'].includes(name)),
      ).toEqual([]);
      expect(svg).not.toMatch(/<[^>]*\s(?:on\w+|href|xlink:href|style)=|url\(|@import/);
      expect(svg).not.toMatch(deceiving);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it.each(drawings)('%s is drawn alike each time, titled and described', (_, draw) => {
    const svg = draw(englishTexts);
    expect(draw(englishTexts)).toBe(svg);
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]*<\/desc>/);
    expect(svg).toContain('@media screen and (prefers-color-scheme:dark)');
    expect(svg).not.toMatch(/pictures:|>chain\.|>horizon\./);
  });

  it('says where the path breaks by text and shape, not by colour alone', () => {
    const moved = pictures.find(({ name }) => name === 'moved');
    const svg = moved === undefined ? '' : renderChainSvg(moved.picture, englishTexts);
    expect(svg).toContain('here the path breaks');
    expect(svg).toContain('>Elsewhere Root R1</text>');
    expect(svg.match(/class="mark tone-bad"/g)).toHaveLength(2);
    expect(svg).not.toContain('class="mark tone-good"');
  });

  it('shows six of 45 anchors and how many more there are', () => {
    const bundle = pictures.find(({ name }) => name === 'bundle');
    const svg = bundle === undefined ? '' : renderChainSvg(bundle.picture, englishTexts);
    expect(svg.match(/>Bundle Root \d+<\/text>/g)).toHaveLength(5);
    expect(svg).toContain('>and 39 more</text>');
  });

  it('shows what is over, what ends and what has no end in a horizon', () => {
    const svg = renderHorizonSvg(rows, now, englishTexts);
    expect(svg).toContain('>ended 2021-09-30: DST Root CA X3</text>');
    expect(svg).toContain('>until 2035-06-04: ISRG Root X1</text>');
    expect(svg).toContain('>no end known</text>');
    expect(svg).toContain('>no certificate authority found</text>');
  });

  it('cuts long names and keeps them as a hint', () => {
    expect(fitText('short', 200, 15)).toBe('short');
    const cut = fitText('W'.repeat(100_000), 200, 15);
    expect(cut).toMatch(/^W{5,14}…$/);
    expect(fitText('漢'.repeat(40), 150, 15).length).toBeLessThan(11);
    const name = `A name that is ${'very '.repeat(20)}long`;
    expect(renderHorizonSvg([{ name, until: undefined, endsWith: '' }], now, englishTexts)).toContain(
      `<title>${name}: `,
    );
  });
});
