import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components';
import styles from './Button.module.css';

export interface ButtonProps extends Omit<AriaProps, 'className' | 'style'> {
  /** `main` is what most people want next: at most one on a screen. `danger` loses something. */
  readonly look?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'big';
}

export function Button({ look = 'plain', size = 'normal', ...props }: ButtonProps) {
  return <AriaButton {...props} className={`${styles.button} ${styles[look]} ${styles[size]}`} />;
}
