const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** Seven digits or more, with what people write between them: telephone, order, tax and card numbers. */
const LONG_NUMBER = /\+?\p{Nd}(?:[\s()./-]{0,2}\p{Nd}){6,}/gu;

/** A text with e-mail addresses and long runs of digits replaced. Names of people stay: no rule finds them. */
export function maskPersonal(text: string): string {
  return text.replace(EMAIL, '[email]').replace(LONG_NUMBER, '[number]');
}
