/** A kind of personal data that a column seems to hold. */
export type PiiKind = 'email' | 'phone' | 'card_number' | 'iban' | 'ip_address' | 'person_name';

const BY_VALUE: readonly (readonly [PiiKind, (text: string) => boolean])[] = [
  ['email', (text) => /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(text)],
  ['iban', (text) => /^ *[A-Z] *[A-Z] *\d *\d *(?:[A-Z0-9] *){11,30}$/.test(text)],
  ['card_number', (text) => /^[ -]*\d(?:[ -]*\d){12,18}[ -]*$/.test(text) && passesLuhn(text)],
  ['phone', (text) => /^\+\d[\d ()/-]{6,18}\d$/.test(text)],
  ['ip_address', (text) => /^(\d{1,3}\.){3}\d{1,3}$/.test(text)],
];

const BY_NAME: readonly (readonly [PiiKind, RegExp])[] = [
  ['email', /e-?mail/i],
  ['phone', /phone|mobile|telefone|fax/i],
  ['person_name', /(first|last|given|family|full|customer|user)_?name|surname/i],
];

/** What a value looks like by itself; undefined for anything ordinary. */
export function piiOfValue(text: string): PiiKind | undefined {
  return BY_VALUE.find(([, matches]) => matches(text))?.[0];
}

/** What the name of a column promises. */
export function piiOfName(name: string): PiiKind | undefined {
  return BY_NAME.find(([, pattern]) => pattern.test(name))?.[0];
}

/** ISO/IEC 7812-1: the check digit of card numbers. */
function passesLuhn(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '').split('').toReversed().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit : digit * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
