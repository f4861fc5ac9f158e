import type { Tone } from './tone.ts';

/** The same shapes as in core's pictures: tick in a circle, cross in an octagon, triangle, diamond, ring. */
const shapes: Readonly<Record<Tone, readonly [outline: string, sign: string]>> = {
  good: ['M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0z', 'M7.5 12.5l3 3.2 6-7'],
  bad: ['M7.8 2h8.4L22 7.8v8.4L16.2 22H7.8L2 16.2V7.8z', 'M8 8l8 8M16 8l-8 8'],
  warn: ['M12 1.5L23 21.5H1z', 'M12 9v5.5M12 17.6v.4'],
  brand: ['M12 0.8L23.2 12 12 23.2 0.8 12z', 'M12 7v6M12 16.2v.4'],
  idle: ['M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0z', 'M8 12h8'],
};

/** A sign for the eye; what it means stands beside it as text. */
export function Mark({ tone, size = 20 }: { readonly tone: Tone; readonly size?: number }) {
  const [outline, sign] = shapes[tone];
  const fill = tone === 'idle' ? 'var(--line-strong)' : `var(--${tone})`;
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={outline} fill={fill} />
      <path d={sign} fill="none" stroke="var(--paper)" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
