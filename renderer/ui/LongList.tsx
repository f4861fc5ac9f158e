import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './LongList.module.css';

const rowHeight = 24;

/** Thousands of one-line rows in a box of its own; only those in sight are drawn. */
export function LongList({
  label,
  count,
  row,
  showIndex,
  onEnd,
}: {
  readonly label: string;
  readonly count: number;
  readonly row: (index: number) => ReactNode;
  /** Row to be scrolled to whenever it changes. */
  readonly showIndex?: number | undefined;
  /** Called when the last row is in sight. */
  readonly onEnd?: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const rows = virtualizer.getVirtualItems();
  const isAtEnd = count > 0 && rows.at(-1)?.index === count - 1;
  useEffect(() => {
    if (isAtEnd) onEnd?.();
  }, [isAtEnd, onEnd]);
  useEffect(() => {
    if (showIndex !== undefined) virtualizer.scrollToIndex(showIndex, { align: 'center' });
  }, [showIndex, virtualizer]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
    <section className={styles.box} ref={box} tabIndex={0} aria-label={label}>
      <ul aria-label={label} className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, start }) => (
          <li
            key={index}
            aria-setsize={count}
            aria-posinset={index + 1}
            className={styles.row}
            style={{ height: rowHeight, transform: `translateY(${start}px)` }}
          >
            {row(index)}
          </li>
        ))}
      </ul>
    </section>
  );
}
