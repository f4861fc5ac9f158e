import type { GuideId } from '../../../electron/core/diagnosis/diagnosis.ts';
import { drawGuide, type GuideChip } from '../../../electron/core/pictures/guide/draw-guide.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Photo } from '../../ui/Photo.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { useGuidedView } from './guided-context.tsx';

/** What to do, drawn: the vendor's own photo of it where the profile has one. */
export function GuidePicture({
  id,
  chip,
  fault,
}: {
  readonly id: GuideId;
  readonly chip?: GuideChip | undefined;
  readonly fault?: string | undefined;
}) {
  const { t, say } = useTexts();
  const { product, profile, likelyChip } = useGuidedView();
  const photo = id === 'hold-boot' ? profile?.buttonPhoto : id === 'plug-in' ? profile?.socketPhoto : undefined;
  if (photo !== undefined) {
    const words = id === 'hold-boot' ? 'app-guided:photo-button' : 'app-guided:photo-socket';
    return <Photo source={photo} alt={t(words, { product })} />;
  }
  const svg = drawGuide(id, say, { chip: chip ?? likelyChip, fault });
  return <Picture svg={svg} alt={say(`pictures:guide.${id}.description`)} />;
}
