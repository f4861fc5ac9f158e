import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import styles from './Choice.module.css';
import field from './Field.module.css';

export interface ChoiceOption<T extends string> {
  readonly id: T;
  readonly label: string;
}

/** One of several, in a list that opens. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
  placeholder,
  isDisabled = false,
}: {
  readonly label: string;
  readonly options: readonly ChoiceOption<T>[];
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
}) {
  return (
    <Select
      className={field.field}
      value={value ?? null}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen !== undefined) onChange(chosen.id);
      }}
      isDisabled={isDisabled}
      {...(placeholder !== undefined && { placeholder })}
    >
      <Label className={field.label}>{label}</Label>
      <Button className={`${field.input} ${styles.button}`}>
        <SelectValue />
        <svg width="12" height="8" viewBox="0 0 12 8" aria-hidden="true">
          <path d="M1 1.5l5 5 5-5" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
      </Button>
      <Popover className={styles.popover}>
        <ListBox items={options} className={styles.list}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.option}>
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
