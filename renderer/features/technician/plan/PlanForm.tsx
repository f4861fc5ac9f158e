import { useState } from 'react';
import type { ReleaseEntity } from '../../../../electron/contract/state.ts';
import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { useEntities, useEntity } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Choice } from '../../../ui/Choice.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Row } from '../../../ui/Stack.tsx';
import { Toggle } from '../../../ui/Toggle.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { useShortcuts } from '../keys/use-shortcuts.ts';
import { showPart } from '../unit/Part.tsx';
import styles from './plan.module.css';
import type { PlanChoice, Planning } from './use-plan.ts';

/** What to write, what to save first, and who vouches for the product where nothing on the unit shows it. */
export function PlanForm({
  facts,
  planning,
  isNext,
  isBusy,
}: {
  readonly facts: UnitFacts;
  readonly planning: Planning;
  readonly isNext: boolean;
  readonly isBusy: boolean;
}) {
  const { t } = useTexts();
  const settings = useEntity('settings');
  const releases = fittingReleases(Object.values(useEntities('releases')), facts);
  const [chosen, setChosen] = useState<string>();
  const [isFull, setFull] = useState(settings?.fullBackup ?? true);
  const [witness, setWitness] = useState('');
  const release = releases.find(({ id }) => id === chosen) ?? releases[0];
  const isUnknown = !facts.product.id.known;
  const name = witness.trim();
  const isReady = release !== undefined && !isBusy && (!isUnknown || name !== '');
  const make = () => {
    if (release === undefined || !isReady) return;
    const choice: PlanChoice = { release: release.id, fullBackup: isFull };
    void planning.make.run(isUnknown ? { ...choice, productConfirmedBy: name } : choice);
  };
  useShortcuts({
    p: () => {
      showPart('plan');
      make();
    },
  });
  if (release === undefined) {
    return (
      <Notice tone="warn" title={t('app-technician:plan.no-release')}>
        <a href="#/library">{t('app-technician:plan.to-library')}</a>
      </Notice>
    );
  }
  return (
    <div className={styles.form}>
      <Choice
        label={t('app-technician:plan.release')}
        options={releases.map((each) => ({ id: each.id, label: releaseName(each, t('app-technician:plan.unsigned')) }))}
        value={release.id}
        onChange={setChosen}
      />
      {/* Nothing but a cable reads the flash. */}
      {facts.channel === 'usb' && (
        <Toggle isOn={isFull} onChange={setFull}>
          {t('app-technician:plan.full-backup')}
        </Toggle>
      )}
      {isUnknown && (
        <Field
          label={t('app-technician:plan.vouch', { product: release.productName })}
          hint={t('app-technician:plan.vouch-hint')}
          value={witness}
          onChange={setWitness}
          maxLength={100}
        />
      )}
      <Row>
        <Button
          look={isNext ? 'main' : 'plain'}
          isDisabled={!isReady}
          isPending={planning.make.isRunning}
          onPress={make}
        >
          {t('app-technician:plan.make')}
        </Button>
      </Row>
    </div>
  );
}

/** Of this chip and allowed now; those of the unit's own product first. */
function fittingReleases(releases: readonly ReleaseEntity[], { chip, product }: UnitFacts): ReleaseEntity[] {
  const isOwn = (release: ReleaseEntity) => Number(product.id.known && product.id.value === release.product);
  return releases
    .filter(({ chips, problem }) => problem === undefined && chips.includes(chip.family))
    .toSorted((a, b) => isOwn(b) - isOwn(a));
}

function releaseName({ productName, version, build, signedBy }: ReleaseEntity, unsigned: string): string {
  const name = `${readable(productName, 80)} ${readable(version, 40)} (${readable(build, 40)})`;
  return signedBy === undefined ? `${name}, ${unsigned}` : name;
}
