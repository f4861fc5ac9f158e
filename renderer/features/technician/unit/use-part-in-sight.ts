import { useEffect, useState } from 'react';
import type { PartName } from './Part.tsx';

/** The first part that stands in the upper half of the window. */
export function usePartInSight(names: readonly PartName[]): PartName | undefined {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const key = names.join(' ');
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) =>
        setSeen((before) => {
          const now = new Set(before);
          for (const { target, isIntersecting } of entries) now[isIntersecting ? 'add' : 'delete'](target.id);
          return now;
        }),
      { rootMargin: '0px 0px -55% 0px' },
    );
    for (const name of key.split(' ')) {
      const part = document.getElementById(`part-${name}`);
      if (part !== null) observer.observe(part);
    }
    return () => observer.disconnect();
  }, [key]);
  return names.find((name) => seen.has(`part-${name}`));
}
