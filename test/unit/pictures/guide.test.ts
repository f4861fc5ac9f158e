import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawGuide, type GuideChip, guideIds } from '../../../electron/core/pictures/guide/draw-guide.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { elementsOf } from './well-formed.ts';

const chips: readonly (GuideChip | undefined)[] = [undefined, 'ESP32', 'ESP32-C3', 'ESP32-S3'];
const drawings = guideIds.flatMap((id) =>
  chips.flatMap((chip) => [undefined, 'brownout', 'panic'].map((fault) => [id, chip, fault] as const)),
);
const plainElements = ['svg', 'title', 'desc', 'style', 'g', 'rect', 'path', 'text'];
const pathData = /^(?:[MmHhVvLlCcSsAaZz]|-?\d*\.?\d+(?:e-?\d+)?|[\s,])+$/;

describe('guide pictures', () => {
  it.each(drawings)('%s of %s (%s) is well-formed and asks for nothing from outside', (id, chip, fault) => {
    const svg = drawGuide(id, englishTexts, { chip, fault });
    expect(elementsOf(svg).filter((name) => !plainElements.includes(name))).toEqual([]);
    expect(svg).not.toMatch(/<[^>]*\s(?:on\w+|href|xlink:href|style)=|url\(|@import/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|pictures:|>guide\./);
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
    expect(svg).toContain('@media screen and (prefers-color-scheme:dark)');
    for (const [, data = ''] of svg.matchAll(/ d="([^"]*)"/g)) expect(data).toMatch(pathData);
  });

  it('use only classes that have a style', () => {
    const classes = drawings.flatMap(([id, chip, fault]) =>
      [...drawGuide(id, englishTexts, { chip, fault }).matchAll(/class="([^"]+)"/g)].flatMap(([, names = '']) =>
        names.split(' '),
      ),
    );
    const style = drawGuide('done', englishTexts).split('</style>')[0] ?? '';
    const unknown = [...new Set(classes)].filter((name) => name !== 'unstrand-picture' && !style.includes(`.${name}`));
    expect(unknown).toEqual(['mark']);
  });

  it('follow the chip: the board, and the name printed beside its reset button', () => {
    const held = chips.slice(1).map((chip) => drawGuide('hold-boot', englishTexts, { chip }));
    expect(new Set(held).size).toBe(3);
    expect(held.map((svg) => /<text class="label"[^>]*>(EN|RST)</.exec(svg)?.[1])).toEqual(['EN', 'RST', 'RST']);
    expect(drawGuide('hold-boot', englishTexts)).toBe(held[0]);
  });

  it('follow the fault: a unit whose supply gives way shows its battery', () => {
    const loop = (fault?: string) => drawGuide('boot-loop', englishTexts, { fault });
    expect(loop('brownout')).not.toBe(loop('panic'));
    expect(loop('panic')).toBe(loop());
  });

  it('have their words, and no words are left over', () => {
    const { guide } = JSON.parse(readFileSync('resources/locales/en/pictures.json', 'utf8'));
    expect(Object.keys(guide).sort()).toEqual([...guideIds].sort());
  });
});
