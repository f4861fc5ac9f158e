import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { RecordRow } from '../../../electron/contract/commands/records.ts';
import type { TextKey } from '../../texts/app-texts.ts';
import { useTexts } from '../../texts/texts.tsx';
import { RecordCells } from './RecordCells.tsx';
import styles from './RecordGrid.module.css';
import type { RecordList } from './use-records.ts';

const columns = ['number', 'date', 'unit', 'product', 'version', 'operator', 'outcome'] as const;
const rowHeight = 48;

/**
 * Thousands of records of which only those in view are in the page. One stop of the tab key: arrows, Page Up and Down,
 * Home and End choose, Enter opens.
 */
export function RecordGrid({ list, onOpen }: { readonly list: RecordList; readonly onOpen: (row: RecordRow) => void }) {
  const { t } = useTexts();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const count = list.total ?? 0;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: rowHeight,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { show } = list;
  useEffect(() => {
    if (count > 0) show(first, last);
  }, [show, first, last, count]);

  const chosen = Math.min(active, Math.max(count - 1, 0));
  const go = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    setActive(next);
    virtualizer.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const target: Readonly<Record<string, number>> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      PageDown: chosen + page,
      PageUp: chosen - page,
      Home: 0,
      End: count - 1,
    };
    const row = list.rowAt(chosen);
    if (event.key === 'Enter' && row !== undefined) onOpen(row);
    else if (target[event.key] !== undefined) go(target[event.key] ?? 0);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold rows that are placed by their position.
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={styles.grid}
      aria-label={t('app-records:list')}
      aria-rowcount={count + 1}
      aria-activedescendant={items.some(({ index }) => index === chosen) ? rowId(chosen) : undefined}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names its active row. */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
      <div role="row" className={`${styles.row} ${styles.head}`} aria-rowindex={1}>
        {columns.map((column) => (
          // biome-ignore lint/a11y/useFocusableInteractive: nothing can be done with a heading here.
          // biome-ignore lint/a11y/useSemanticElements: see above.
          <span key={column} role="columnheader">
            {t(`app-records:column.${column}` satisfies TextKey)}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
      <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = list.rowAt(index);
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above.
            // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names its active row.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys.
            <div
              key={index}
              id={rowId(index)}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === chosen}
              className={styles.row}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => {
                setActive(index);
                if (row !== undefined) onOpen(row);
              }}
            >
              <RecordCells row={row} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function rowId(index: number): string {
  return `record-row-${index}`;
}
