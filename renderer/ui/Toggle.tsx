import type { ReactNode } from 'react';
import { Switch } from 'react-aria-components';
import styles from './Toggle.module.css';

/** Something that is on or off. */
export function Toggle({
  isOn,
  onChange,
  isDisabled = false,
  children,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Switch className={styles.toggle} isSelected={isOn} onChange={onChange} isDisabled={isDisabled}>
      <span className={styles.track} aria-hidden="true" />
      {children}
    </Switch>
  );
}
