import type { GuideId } from '../../diagnosis/diagnosis.ts';
import { type Html, html } from '../../records/report/html.ts';
import { type PictureTexts, svgDocument, wordsOf } from '../svg.ts';
import type { GuideChip } from './boards.ts';
import { holdBootScene, releaseBootScene } from './button-scenes.ts';
import { connectedScene, dataCableScene, plugInScene } from './cable-scenes.ts';
import { driverMissingScene, noPermissionScene, openFileScene, portBusyScene } from './computer-scenes.ts';
import { guideStyle } from './guide-style.ts';
import { joinWifiScene, labelCodeScene, nearbyScene, radioOffScene } from './radio-scenes.ts';
import { guideHeight, guideWidth } from './shapes.ts';
import { bootLoopScene, doneScene, fuseDisabledScene, noiseScene, secureDownloadScene } from './unit-scenes.ts';

export { guideIds } from '../../diagnosis/diagnosis.ts';
export type { GuideChip } from './boards.ts';

export interface GuideOptions {
  /** Whose board is drawn; the most common one where it is not known. */
  readonly chip?: GuideChip | undefined;
  /** The cause of a boot loop, as a diagnosis names it: `brownout` shows the supply. */
  readonly fault?: string | undefined;
}

const scenes: Readonly<Record<GuideId, (options: GuideOptions) => Html>> = {
  'open-file': () => openFileScene,
  'plug-in': ({ chip }) => plugInScene(chip),
  connected: ({ chip }) => connectedScene(chip),
  'data-cable': () => dataCableScene,
  'driver-missing': () => driverMissingScene,
  'no-permission': () => noPermissionScene,
  'port-busy': () => portBusyScene,
  'hold-boot': ({ chip }) => holdBootScene(chip),
  'release-boot': ({ chip }) => releaseBootScene(chip),
  'boot-loop': ({ chip, fault }) => bootLoopScene(chip, fault),
  noise: () => noiseScene,
  'fuse-disabled': () => fuseDisabledScene,
  'secure-download': () => secureDownloadScene,
  nearby: ({ chip }) => nearbyScene(chip),
  'label-code': () => labelCodeScene,
  'join-wifi': ({ chip }) => joinWifiScene(chip),
  'radio-off': () => radioOffScene,
  done: ({ chip }) => doneScene(chip),
};

/** A guide's picture: an SVG document of its own, light or dark, with title and description for those who do not see it. */
export function drawGuide(id: GuideId, texts: PictureTexts, options: GuideOptions = {}): string {
  const words = wordsOf(texts);
  return svgDocument(
    {
      title: words(`guide.${id}.title`),
      description: words(`guide.${id}.description`),
      width: guideWidth,
      height: guideHeight,
      body: html`<g class="guide">${scenes[id](options)}</g>`,
    },
    guideStyle,
  );
}
