import styles from './Signal.module.css';

/** How well something is received, in steps that people see; `bars` of four. A sign for the eye: the words stand beside it. */
export function Signal({ bars }: { readonly bars: 0 | 1 | 2 | 3 | 4 }) {
  return (
    <svg className={styles.signal} width="28" height="22" viewBox="0 0 28 22" aria-hidden="true" focusable="false">
      {[0, 1, 2, 3].map((index) => (
        <rect
          key={index}
          className={index < bars ? styles.on : styles.off}
          x={1 + index * 7}
          y={15 - index * 5}
          width="5"
          height={6 + index * 5}
          rx="1.5"
        />
      ))}
    </svg>
  );
}
