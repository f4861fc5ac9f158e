import { z } from 'zod';
import { catalogueSchema, leafAccess } from './catalogue-document.ts';

const subject = z.string().min(3).max(300);
const authorityFields = catalogueSchema.shape.authorities.element.shape;

/**
 * What no certificate says of itself and people write down: who uses an authority, who issues, and the edition. Names are
 * distinguished names as text, `CN=ISRG Root X1, O=Internet Security Research Group, C=US`.
 */
export const catalogueNotesSchema = z.strictObject({
  version: catalogueSchema.shape.version,
  date: catalogueSchema.shape.date,
  authorities: z.array(
    z.strictObject({ subject, usedBy: authorityFields.usedBy, distrusted: authorityFields.distrusted }),
  ),
  issuers: z.array(
    z.strictObject({
      subjects: z.array(subject).min(1),
      operator: z.string(),
      access: z.enum(leafAccess),
      leafKey: z.enum(['RSA', 'EC']),
      leafSize: z.number().int(),
      delivers: z.array(z.string()),
    }),
  ),
});

export type CatalogueNotes = z.infer<typeof catalogueNotesSchema>;
