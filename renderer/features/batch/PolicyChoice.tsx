import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { readBase64 } from '../../ui/FileButton.tsx';
import { Row } from '../../ui/Stack.tsx';
import { Untrusted } from '../../ui/Untrusted.tsx';
import styles from './Batch.module.css';

/** A policy and the signature beside it, base64. The device host checks both; a screen cannot. */
export interface PolicyFiles {
  readonly file: string;
  readonly signature: string;
}

/** Both files of a policy, chosen together or one after the other. */
export function PolicyChoice({
  policy,
  onChange,
}: {
  readonly policy: PolicyFiles | undefined;
  readonly onChange: (policy: PolicyFiles | undefined) => void;
}) {
  const { t } = useTexts();
  const [files, setFiles] = useState<readonly File[]>([]);
  const take = async (added: readonly File[]) => {
    const all = [...files.filter((file) => isSignature(file) !== isSignature(added[0])), ...added];
    const signature = all.find(isSignature);
    const file = all.find((each) => !isSignature(each));
    setFiles([file, signature].filter((each) => each !== undefined));
    const isWhole = file !== undefined && signature !== undefined;
    onChange(isWhole ? { file: await readBase64(file), signature: await readBase64(signature) } : undefined);
  };
  return (
    <div className={styles.part}>
      <p className={styles.partTitle}>{t('app-batch:policy.title')}</p>
      <p className={styles.hint}>{t('app-batch:policy.hint')}</p>
      {files.map(({ name }) => (
        <p key={name}>
          <Untrusted text={name} length={80} />
        </p>
      ))}
      {files.length > 0 && policy === undefined && (
        <p className={styles.problem} role="alert">
          {t(files.some(isSignature) ? 'app-batch:policy.needs-file' : 'app-batch:policy.needs-signature')}
        </p>
      )}
      <Row>
        <FileTrigger
          acceptedFileTypes={['.json', '.sig']}
          allowsMultiple
          onSelect={(list) => void take([...(list ?? [])])}
        >
          <Button>{t('app-batch:policy.choose')}</Button>
        </FileTrigger>
        {files.length > 0 && (
          <Button
            look="quiet"
            onPress={() => {
              setFiles([]);
              onChange(undefined);
            }}
          >
            {t('app-batch:policy.remove')}
          </Button>
        )}
      </Row>
    </div>
  );
}

function isSignature(file: File | undefined): boolean {
  return file?.name.toLowerCase().endsWith('.sig') ?? false;
}
