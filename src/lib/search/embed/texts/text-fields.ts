import type { TextField } from '../../../infra/config/sections/embeddings-section.ts';

/** The columns that a field is read from: what `pii_column` and `embeddings.send_personal` go by. */
export const FIELD_COLUMNS: Readonly<Record<TextField, readonly string[]>> = {
  title: ['product.name'],
  brand: ['brand.name'],
  category: ['category_translation.name'],
  attributes: ['attribute.name', 'variant_attribute.value_text', 'product_variant.name'],
  description: ['product.description'],
  reviews: ['review.title', 'review.body'],
};

export type FieldTexts = Readonly<Partial<Record<TextField, string>>>;
