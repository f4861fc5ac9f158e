import { useRoute } from '../../app/route.ts';
import { useEntity } from '../../bridge/host-context.tsx';
import { UnitList } from './list/UnitList.tsx';
import { UnitGone } from './unit/UnitGone.tsx';
import { UnitPage } from './unit/UnitPage.tsx';

/** All ports and units, or everything about one unit: `#/technician/<unit id>`. */
export default function TechnicianScreen() {
  const { item } = useRoute();
  const unit = useEntity('units', item ?? '');
  if (item === undefined) return <UnitList />;
  return unit === undefined ? <UnitGone /> : <UnitPage key={unit.id} unit={unit} />;
}
