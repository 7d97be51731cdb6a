import { describe, expect, it } from 'vitest';
import { renderTemplate } from './render-template.ts';

describe('renderTemplate', () => {
  it('puts every value in its places', () => {
    expect(renderTemplate('a = {{x}}\nb = {{x}}{{y}}', { x: 1, y: '$&' })).toBe('a = 1\nb = 1$&');
  });

  it.each([
    ['a name without value', '{{x}}{{y}}', { x: 1 }, '{{y}}'],
    ['a value without place', '{{x}}', { x: 1, y: 2, z: 3 }, 'y, z'],
    ['a value that would add a line', '{{x}}', { x: 'a\nskip_grant_tables' }, '{{x}}'],
  ])('refuses %s', (_, template, values, named) => {
    expect(() => renderTemplate(template, values)).toThrow(named);
  });
});
