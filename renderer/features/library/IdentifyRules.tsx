import type { IdentifyRule } from '../../../electron/core/release/manifest.ts';
import type { TextKey } from '../../texts/app-texts.ts';
import { useTexts } from '../../texts/texts.tsx';
import { HashCode } from '../../ui/HashCode.tsx';
import { Untrusted } from '../../ui/Untrusted.tsx';
import styles from './IdentifyRules.module.css';

/** By what a release knows its product: each kind once, with every value by itself. */
export function IdentifyRules({ rules }: { readonly rules: readonly IdentifyRule[] }) {
  const { t } = useTexts();
  const kinds = [...new Set(rules.map(({ kind }) => kind))];
  return (
    <dl className={styles.rules}>
      {kinds.map((kind) => (
        <div key={kind} className={styles.kind}>
          <dt>{t(`app-library:manifest.rule.${kind}` satisfies TextKey)}</dt>
          {valuesOf(rules, kind).map((value) => (
            <dd key={value}>
              {kind === 'image-hash' ? <HashCode hash={value} /> : <Untrusted text={value} length={200} />}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function valuesOf(rules: readonly IdentifyRule[], kind: IdentifyRule['kind']): string[] {
  return [...new Set(rules.filter((rule) => rule.kind === kind).map(textOf))];
}

function textOf(rule: IdentifyRule): string {
  if (rule.kind === 'image-hash') return rule.sha256;
  return rule.kind === 'partition-table' ? rule.labels.join(', ') : rule.value;
}
