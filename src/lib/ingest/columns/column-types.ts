// The types of columns, by the name that a source gives them. A new type is a file of its own and a line here.

export { column as text } from './text-column.ts';
export { column as integer } from './integer-column.ts';
export { column as decimal } from './decimal-column.ts';
export { column as float } from './float-column.ts';
export { column as boolean } from './boolean-column.ts';
export { column as date } from './date-column.ts';
export { column as datetime } from './datetime-column.ts';
export { column as enum } from './enum-column.ts';
export { column as json } from './json-column.ts';
