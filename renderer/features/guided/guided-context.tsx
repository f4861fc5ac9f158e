import { createContext, type ReactNode, useContext } from 'react';
import type { ProfileEntity } from '../../../electron/contract/state.ts';
import type { GuideChip } from '../../../electron/core/pictures/guide/draw-guide.ts';
import { useTexts } from '../../texts/texts.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import { productName, usableReleases } from './release-choice.ts';
import type { Guided } from './use-guided.ts';

/** What every step may want to know besides its own. */
export interface GuidedView extends Guided {
  /** As a person calls it, short enough for a title. */
  readonly product: string;
  readonly profile: ProfileEntity | undefined;
  /** Whose board is drawn, where it is known before the unit answers. */
  readonly likelyChip: GuideChip | undefined;
  readonly version: string;
}

const GuidedContext = createContext<GuidedView | undefined>(undefined);
const maxNameLength = 32;

export function GuidedProvider({ guided, children }: { readonly guided: Guided; readonly children: ReactNode }) {
  const { t } = useTexts();
  const { state } = guided;
  const name = productName(state);
  const chips = new Set(usableReleases(state).flatMap((release) => release.chips));
  const [chip] = chips;
  const view: GuidedView = {
    ...guided,
    product: name === undefined ? t('app-guided:device') : readable(name, maxNameLength),
    profile: state.profile[''],
    likelyChip: chips.size === 1 ? chip : undefined,
    version: state.app['']?.version ?? '',
  };
  return <GuidedContext value={view}>{children}</GuidedContext>;
}

export function useGuidedView(): GuidedView {
  const view = useContext(GuidedContext);
  if (view === undefined) throw new Error('No GuidedProvider above this component');
  return view;
}
