import styles from './Picture.module.css';

const imageAddress = /^data:image\/(?:png|jpeg|webp);base64,/;

/** A photo from a signed file, as a data address; anything else is not shown. */
export function Photo({ source, alt }: { readonly source: string; readonly alt: string }) {
  return imageAddress.test(source) ? <img className={styles.photo} src={source} alt={alt} /> : null;
}
