import { useState } from 'react';
import { useTexts } from '../../texts/texts.tsx';
import { Field } from '../../ui/Field.tsx';
import { type LabelCode, readLabelCode } from './label-code.ts';

export interface CodeEntry {
  readonly code: LabelCode;
  readonly text: string;
  readonly username: string;
  readonly setText: (text: string) => void;
  readonly setUsername: (name: string) => void;
}

/** What is typed into the fields below; it stays here and goes to the host once. */
export function useCodeEntry(): CodeEntry {
  const [text, setText] = useState('');
  const [username, setUsername] = useState('');
  return { code: readLabelCode(text, username), text, username, setText, setUsername };
}

/** The code of the label, typed or scanned, and the user name where the unit has one. Enter submits the form around it. */
export function CodeFields({
  entry,
  withUser,
  withCode = true,
}: {
  readonly entry: CodeEntry;
  readonly withUser: boolean;
  /** False where the host has it already. */
  readonly withCode?: boolean;
}) {
  const { t } = useTexts();
  return (
    <>
      {withCode && (
        <Field
          label={t('app-nearby:code.label')}
          hint={t('app-nearby:code.hint')}
          value={entry.text}
          onChange={entry.setText}
          autoComplete="off"
          maxLength={1024}
          spellCheck="false"
          isInvalid={entry.code.kind === 'unreadable'}
          error={t('app-nearby:code.not-qr')}
        />
      )}
      {withUser && (
        <Field
          label={t('app-nearby:code.user')}
          value={entry.username}
          onChange={entry.setUsername}
          autoComplete="off"
          maxLength={256}
          spellCheck="false"
        />
      )}
    </>
  );
}
