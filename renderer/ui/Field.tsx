import { FieldError, Input, Label, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components';
import styles from './Field.module.css';

/** A line or a block of text to be typed, pasted or scanned. */
export function Field({
  label,
  hint,
  lines = 1,
  placeholder,
  error,
  ...props
}: Omit<TextFieldProps, 'className' | 'style'> & {
  readonly label: string;
  readonly hint?: string;
  readonly lines?: number;
  readonly placeholder?: string;
  /** What is wrong, where `isInvalid`. */
  readonly error?: string;
}) {
  return (
    <TextField {...props} className={styles.field}>
      <Label className={styles.label}>{label}</Label>
      {lines === 1 ? (
        <Input className={styles.input} placeholder={placeholder} />
      ) : (
        <TextArea
          className={`${styles.input} ${styles.area}`}
          rows={lines}
          spellCheck="false"
          placeholder={placeholder}
        />
      )}
      {hint !== undefined && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error}>{error}</FieldError>
    </TextField>
  );
}
