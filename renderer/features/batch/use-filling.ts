import { useEffect, useState } from 'react';

/** Tiles that are drawn and laid out between two frames: 32 at once kept the main thread for 65 ms (`npm run bench:screen`). */
const perFrame = 6;

/** How many of `count` things are on the screen by now: a few more with every frame. */
export function useFilling(count: number): number {
  const [shown, setShown] = useState(perFrame);
  useEffect(() => {
    if (shown >= count) return;
    const frame = requestAnimationFrame(() => setShown(shown + perFrame));
    return () => cancelAnimationFrame(frame);
  }, [shown, count]);
  return Math.min(shown, count);
}
