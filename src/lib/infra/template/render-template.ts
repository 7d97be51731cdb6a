import { AetherError } from '../../core/errors.ts';

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const LINE_BREAK = /[\r\n]/;

/**
 * Puts values in the place of `{{name}}`. Strict, because a server that starts with a wrong configuration is
 * worse than none: a name without value, a value without place, or a value that would add a line is a BUG.
 */
export function renderTemplate(template: string, values: Readonly<Record<string, string | number>>): string {
  const unused = new Set(Object.keys(values));
  const text = template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new AetherError('BUG', `the template asks for {{${name}}}, which has no value`);
    if (LINE_BREAK.test(String(value)))
      throw new AetherError('BUG', `the value of {{${name}}} has a line break`);
    unused.delete(name);
    return String(value);
  });
  if (unused.size > 0)
    throw new AetherError('BUG', `the template has no place for ${[...unused].join(', ')}`);
  return text;
}
