import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Guided.module.css';
import { HelpFoot } from './HelpFoot.tsx';

/** One question, or one piece of news: a picture, a title, a sentence, and what can be done about it. */
export function Question({
  title,
  picture,
  text,
  hero,
  actions,
  unit,
  children,
}: {
  readonly title: string;
  readonly picture?: ReactNode;
  readonly text?: string;
  /** Stands above the title where there is no picture: how it ended. */
  readonly hero?: ReactNode;
  /** The big button first. */
  readonly actions?: ReactNode;
  /** Whose file support may ask for. */
  readonly unit?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={`${styles.question} ${picture === undefined ? styles.alone : ''}`}>
      {picture !== undefined && <div className={styles.panel}>{picture}</div>}
      <div className={styles.words}>
        {hero}
        <Title title={title} />
        {text !== undefined && <p className={styles.text}>{text}</p>}
        {children}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        <HelpFoot {...(unit !== undefined && { unit })} />
      </div>
    </div>
  );
}

/** Steps follow each other without a new page, so the title of each is where reading begins. */
function Title({ title }: { readonly title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The title stands for the step: a new one is read out.
  useEffect(() => {
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    if (isLost && title !== '') heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <h1 ref={heading} tabIndex={-1} className={styles.title}>
      {title}
    </h1>
  );
}
