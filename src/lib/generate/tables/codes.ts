/** How the shop numbers its things; ten digits follow, the first of them 0. */
export const Code = {
  BRAND: 'B-',
  COUPON: 'CP-',
  CUSTOMER: 'C-',
  ORDER: 'O-',
  PARTNER: 'PA-',
  PAYMENT: 'PY-',
  PRODUCT: 'P-',
  PROMOTION: 'PR-',
  RETURN: 'RT-',
  REVIEW: 'RV-',
  SHIPMENT: 'SH-',
  SKU: 'S-',
  STORE: 'ST-',
  SUPPLIER: 'SU-',
  WAREHOUSE: 'WH-',
} as const;

/** The shop sells in one currency. */
export const CURRENCY = 'EUR';
