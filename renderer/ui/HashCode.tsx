import styles from './HashCode.module.css';

/**
 * A long hash as one short code. The whole of it is there: only its picture is cut, so that one click selects all,
 * copying takes all, and a screen reader and the tooltip have all.
 */
export function HashCode({ hash }: { readonly hash: string }) {
  return (
    <code className={styles.hash} title={hash}>
      {hash}
    </code>
  );
}
