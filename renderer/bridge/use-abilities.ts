import { useEffect, useState } from 'react';
import type { ControlResult } from '../../electron/contract/control.ts';
import { useControl } from './host-context.tsx';

/** What the window's owner can do; nothing of it until it has said so. */
export function useAbilities(): ControlResult<'abilities'> {
  const control = useControl();
  const [abilities, setAbilities] = useState<ControlResult<'abilities'>>({ pdf: false, updates: false });
  useEffect(() => {
    let current = true;
    control('abilities', {}).then(
      (answer) => current && setAbilities(answer),
      // An owner that cannot be asked can do nothing: the page shows no button for it.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [control]);
  return abilities;
}
