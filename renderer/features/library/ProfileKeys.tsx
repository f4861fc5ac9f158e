import type { Result } from '../../../electron/contract/commands.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Fingerprint } from '../../ui/Fingerprint.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Row } from '../../ui/Stack.tsx';
import { readable } from '../../ui/Untrusted.tsx';

type Inspected = Result<'profile.inspect'>;

/** The keys that a profile brings, to be compared with what the vendor says by another way. */
export function ProfileKeys({
  keys,
  keyId,
  heading,
  signerTitle,
}: Pick<Inspected, 'keys' | 'keyId'> & {
  readonly heading: 'h2' | 'h3';
  /** What the key that signed it is called. */
  readonly signerTitle: string;
}) {
  return keys.map((key) => (
    <BroughtKey key={key.id} brought={key} title={key.id === keyId ? signerTitle : undefined} heading={heading} />
  ));
}

function BroughtKey({
  brought: { id, name, isEnrolled, isNameTaken },
  title,
  heading: Heading,
}: {
  readonly brought: Inspected['keys'][number];
  readonly title: string | undefined;
  readonly heading: 'h2' | 'h3';
}) {
  const { t } = useTexts();
  const shownName = readable(name, 100);
  return (
    <>
      <Row>
        <Heading>{title ?? t('app-library:profile.other-key', { name: shownName })}</Heading>
        <Badge tone={isEnrolled ? 'good' : 'warn'}>
          {t(isEnrolled ? 'app-library:profile.enrolled' : 'app-library:profile.new')}
        </Badge>
      </Row>
      <Fingerprint id={id} />
      {isNameTaken && !isEnrolled && (
        <Notice tone="bad" title={t('app-library:profile.name-taken', { name: shownName })} />
      )}
    </>
  );
}
