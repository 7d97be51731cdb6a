import { describe, expect, it } from 'vitest';
import { maskPersonal } from './mask-personal.ts';
import { maskedFields } from './personal-fields.ts';
import { renderText, templateName, type TextTemplate } from './render-text.ts';
import { cutToTokens, estimateTokens } from './tokens.ts';

describe('masking', () => {
  it.each([
    ['write to anna.schmidt@example.org.', 'write to [email].'],
    ['joão+shop@exemplo.com.br', '[email]'],
    ['call +49 (30) 1234-5678 now', 'call [number] now'],
    ['CPF 123.456.789-00', 'CPF [number]'],
    ['order 1234567', 'order [number]'],
    ['card 4111 1111 1111 1111', 'card [number]'],
    ['٠١٢٣٤٥٦٧', '[number]'],
  ])('%s', (text, masked) => expect(maskPersonal(text)).toBe(masked));

  it.each(['size 120 x 80', 'from 2019 to 2024', '5 stars, 100 %', '@home', '1.75 litres'])(
    'leaves "%s"',
    (text) => expect(maskPersonal(text)).toBe(text),
  );
});

describe('tokens', () => {
  it.each([
    ['', 0],
    ['lamp', 1],
    ['lamps', 2],
    ['açaí', 3],
    ['灯灯灯', 3],
  ])('of "%s": %i', (text, tokens) => expect(estimateTokens(text)).toBe(tokens));

  it('are never more than allowed after a cut, and no character is halved', () => {
    for (const text of ['a lamp of brass', '灯灯灯灯', 'a💡💡💡💡', 'ab💡c']) {
      for (let most = 0; most < 12; most += 1) {
        const cut = cutToTokens(text, most);
        expect(estimateTokens(cut)).toBeLessThanOrEqual(most);
        expect(/\p{Surrogate}/u.test(cut), `${text} ${most}`).toBe(false);
        expect(text.startsWith(cut)).toBe(true);
      }
    }
  });
});

describe('the text of a product', () => {
  const template: TextTemplate = {
    fields: ['title', 'brand', 'description'],
    masked: new Set(),
    maxTokens: 100,
  };
  const lamp = { title: 'Lamp', brand: 'Lux', description: 'of\n brass\0' };

  it('has the title on its first line', () =>
    expect(renderText(template, lamp)?.text).toBe('Lamp\nLux\nof brass'));

  it('keeps the first line for the title', () =>
    expect(renderText(template, { brand: 'Lux' })?.text).toBe('\nLux'));

  it('is none if all fields are empty', () => expect(renderText(template, { title: ' ' })).toBeUndefined());

  it('is cut, and says so', () => {
    const cut = renderText({ ...template, maxTokens: 2 }, lamp);
    expect(cut).toMatchObject({ text: 'Lamp\nLux', isCut: true });
  });

  it('has a hash of its own', () => {
    const hash = (texts: object) => renderText(template, texts)?.sha256.toString('hex');
    expect(hash(lamp)).toBe(hash({ ...lamp }));
    expect(hash(lamp)).not.toBe(hash({ ...lamp, brand: 'Lumen' }));
  });

  it('names its fields', () => expect(templateName(template)).toBe('1-title,brand,description'));
});

describe('personal columns', () => {
  const section = { fields: ['title', 'reviews'], send_personal: [], provider: 'gemini' } as const;
  const personal = new Set(['review.title', 'review.body']);
  const ask = (allowed: string[], isLocal = false) =>
    maskedFields({ ...section, fields: [...section.fields], send_personal: allowed }, personal, isLocal);

  it('must all be allowed by name', () => {
    expect(() => ask([])).toThrow('review.title, review.body');
    expect(() => ask(['review.title'])).toThrow('review.body');
  });

  it('are masked once they are allowed', () =>
    expect([...ask(['review.title', 'review.body'])]).toEqual(['reviews']));

  it('stay as they are on this computer', () => expect([...ask([], true)]).toEqual([]));
});
