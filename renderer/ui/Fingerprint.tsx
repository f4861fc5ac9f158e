import styles from './Fingerprint.module.css';

/** The whole id of a key in groups of four, so that two people can compare it aloud. */
export function Fingerprint({ id }: { readonly id: string }) {
  return <code className={styles.fingerprint}>{(id.match(/.{1,4}/g) ?? []).join(' ')}</code>;
}
