import { z } from 'zod';
import { explanationDocument, fileBytes, picture } from '../documents.ts';
import { command } from './define.ts';

const unit = z.strictObject({ unit: z.string().max(40).optional() });

/** What goes to others: an explained log, a label, what support needs. */
export const supportCommands = {
  /** A pasted device log: what it proves, what it does not, what settles it. */
  'log.explain': command(z.strictObject({ text: z.string().max(50_000_000) }), explanationDocument),
  /** The label of a recorded unit; its code holds the serial number, else the MAC. */
  'label.render': command(
    z.strictObject({ record: z.int().positive(), kind: z.enum(['code128', 'qr', 'datamatrix']) }),
    z.strictObject({ picture }),
  ),
  /** What the support bundle of a unit (or of the last job) would hold: shown before it is saved. */
  'support.preview': command(
    unit,
    z.strictObject({
      fileName: z.string().max(200),
      entries: z
        .array(
          z.strictObject({ name: z.string().max(200), size: z.int().nonnegative(), text: z.string().max(20_000_000) }),
        )
        .max(50),
    }),
  ),
  'support.bundle': command(unit, z.strictObject({ fileName: z.string().max(200), file: fileBytes })),
} as const;
