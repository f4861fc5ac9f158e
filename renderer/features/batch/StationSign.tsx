import type { Look } from './station-look.ts';

/** Outline and sign of each look; no two have the same outline. */
const shapes: Readonly<Record<Exclude<Look, 'busy'>, readonly [outline: string, sign: string]>> = {
  empty: ['M8 8h32v32H8z', 'M18 24h12'],
  waiting: ['M24 4a20 20 0 1 0 .01 0z', 'M24 12v12l8 6'],
  wanted: ['M3 9h42v30H3z', 'M11 15v18M16 15v18M20 15v18M27 15v18M32 15v18M37 15v18'],
  button: [
    'M14 3h20q11 0 11 11v20q0 11-11 11H14Q3 45 3 34V14Q3 3 14 3z',
    'M24 12a12 12 0 1 0 .01 0zM24 21a3 3 0 1 0 .01 0z',
  ],
  done: ['M24 3a21 21 0 1 0 .01 0z', 'M14 25l7 7.5L35 17'],
  unplug: ['M24 3l21 21-7 0v20H10V24l-7 0z', 'M24 36V20M17 26l7-7 7 7'],
  aside: ['M24 3l22 40H2z', 'M24 18v12M24 36v.5'],
  'broken-off': ['M24 2l22 22-22 22L2 24z', 'M24 13v13M24 33.5v.5'],
  failed: ['M15.5 3h17L45 15.5v17L32.5 45h-17L3 32.5v-17z', 'M16 16l16 16M32 16L16 32'],
};

/** A sign for the eye, from two metres; the word stands beside it. */
export function StationSign({ look, share }: { readonly look: Look; readonly share: number | undefined }) {
  if (look === 'busy') return <Ring share={share} />;
  const [outline, sign] = shapes[look];
  const isHollow = look === 'empty' || look === 'waiting';
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path
        d={outline}
        fill={isHollow ? 'none' : 'currentColor'}
        stroke="currentColor"
        strokeWidth={isHollow ? 3 : 0}
        {...(look === 'empty' && { strokeDasharray: '5 5' })}
      />
      <path
        d={sign}
        fill="none"
        stroke={isHollow ? 'currentColor' : 'var(--tile)'}
        strokeWidth={look === 'wanted' ? 2.6 : 5}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** How much of the job is done; a quarter where that is not known yet. */
function Ring({ share }: { readonly share: number | undefined }) {
  const length = Math.round((share ?? 0.25) * 100);
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <circle cx="24" cy="24" r="20" fill="none" stroke="var(--line)" strokeWidth="7" />
      <circle
        cx="24"
        cy="24"
        r="20"
        fill="none"
        stroke="currentColor"
        strokeWidth="7"
        pathLength="100"
        strokeDasharray={`${length} 100`}
        transform="rotate(-90 24 24)"
        opacity={share === undefined ? 0.45 : 1}
      />
    </svg>
  );
}
