/** Stands in decoded text for input that has no meaning; no UTF-8 has this byte, so its record is rejected. */
export const UNMAPPABLE = 0xff;
