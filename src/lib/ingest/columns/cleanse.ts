import type { ColumnSpec } from './column-spec.ts';

/** Changes a value as text before its type is read. */
export interface TextStep {
  (text: string): string;
}

/** The cleansing steps of a column in their fixed order; undefined where its bytes can stay as they are. */
export function compileCleansing(spec: ColumnSpec): TextStep | undefined {
  const steps: TextStep[] = [];
  if (spec.collapse_spaces) steps.push((text) => text.replaceAll(/\s+/gu, ' '));
  for (const { pattern, with: replacement } of spec.replace) {
    const expression = new RegExp(pattern, 'gu');
    steps.push((text) => text.replaceAll(expression, replacement));
  }
  if (spec.case === 'upper') steps.push((text) => text.toUpperCase());
  if (spec.case === 'lower') steps.push((text) => text.toLowerCase());
  if (steps.length === 0) return undefined;
  if (spec.trim === 'both') steps.push((text) => text.trim());
  return (text) => steps.reduce((result, step) => step(result), text);
}
