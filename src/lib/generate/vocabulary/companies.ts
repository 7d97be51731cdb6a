/** Carriers, with their codes. No such companies exist. */
export const CARRIERS = [
  { code: 'norvik', name: 'Norvik Parcel' },
  { code: 'plumo', name: 'Plumo Express' },
  { code: 'trevanta', name: 'Trevanta Freight' },
  { code: 'velocrate', name: 'Velocrate Bicycle Couriers' },
] as const;

/** What companies that sell for us, and suppliers, are called behind their first name. */
export const PARTNER_ENDINGS = ['Stores', 'Department Stores', 'Home & Living', 'Outfitters', 'Markets'];

export const SUPPLIER_ENDINGS = [
  'Trading',
  'Wholesale',
  'Manufaktur',
  'Imports',
  'Supply Co.',
  'Atelier',
  '& Sons, Ltd.',
];
