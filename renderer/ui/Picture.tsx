import styles from './Picture.module.css';

/**
 * A drawing of core. It is an image and never markup: whatever stands in it, no script and no style of it reaches the
 * page. Drawings show themselves light or dark by the colour scheme of the element around them.
 */
export function Picture({ svg, alt, width }: { readonly svg: string; readonly alt: string; readonly width?: number }) {
  return (
    <img
      className={styles.picture}
      src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
      alt={alt}
      {...(width !== undefined && { width })}
    />
  );
}
