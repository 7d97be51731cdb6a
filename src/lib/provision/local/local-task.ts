/** What is made on the operator's machine. */
export type LocalTask = { readonly kind: 'passwords' | 'authority' | 'pin' };
