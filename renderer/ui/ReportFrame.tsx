import { useEffect, useState } from 'react';
import styles from './ReportFrame.module.css';

/**
 * A report page of core as it would be printed, in a frame that may do nothing: no script, no form, no window, an origin
 * of its own. It comes from a blob because the page's policy demands trusted types for `srcdoc`; the policy allows
 * `frame-src blob:` and the report's one style sheet by its hash, which the frame inherits.
 */
export function ReportFrame({ html, title }: { readonly html: string; readonly title: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const created = URL.createObjectURL(new Blob([html], { type: 'text/html;charset=utf-8' }));
    setAddress(created);
    return () => URL.revokeObjectURL(created);
  }, [html]);
  return address === undefined ? null : <iframe className={styles.frame} title={title} sandbox="" src={address} />;
}
