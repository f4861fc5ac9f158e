import type batch from '../../resources/locales/en/app/batch.json';
import type guided from '../../resources/locales/en/app/guided.json';
import type library from '../../resources/locales/en/app/library.json';
import type nearby from '../../resources/locales/en/app/nearby.json';
import type records from '../../resources/locales/en/app/records.json';
import type settings from '../../resources/locales/en/app/settings.json';
import type shell from '../../resources/locales/en/app/shell.json';
import type support from '../../resources/locales/en/app/support.json';
import type technician from '../../resources/locales/en/app/technician.json';
import type tour from '../../resources/locales/en/app/tour.json';
import type training from '../../resources/locales/en/app/training.json';

/** Paths of all texts in a tree, joined by dots; plural forms without their ending. */
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? WithoutPlural<K> : `${K}.${Paths<T[K]>}`;
}[keyof T & string];

type WithoutPlural<K extends string> = K extends `${infer Base}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
  ? Base
  : K;

/** Keys of the screens' own texts: a key that the English file does not have does not compile. */
export type TextKey =
  | `app-shell:${Paths<typeof shell>}`
  | `app-guided:${Paths<typeof guided>}`
  | `app-technician:${Paths<typeof technician>}`
  | `app-batch:${Paths<typeof batch>}`
  | `app-library:${Paths<typeof library>}`
  | `app-nearby:${Paths<typeof nearby>}`
  | `app-records:${Paths<typeof records>}`
  | `app-settings:${Paths<typeof settings>}`
  | `app-support:${Paths<typeof support>}`
  | `app-tour:${Paths<typeof tour>}`
  | `app-training:${Paths<typeof training>}`;
