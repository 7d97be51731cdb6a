/** Brand names are put together from these, so that there is no such brand. */
const STEMS = [
  'Aldru',
  'Bexo',
  'Corvi',
  'Dalme',
  'Eskri',
  'Fenno',
  'Gravu',
  'Hylo',
  'Ivarn',
  'Jundo',
  'Kelvo',
  'Lomri',
  'Mirvo',
  'Nordu',
  'Ostre',
  'Pelmi',
  'Quenda',
  'Rusko',
  'Sivra',
  'Tolme',
  'Ulvan',
  'Vindra',
  'Wexto',
  'Zorel',
];

const ENDINGS = [
  'dor',
  'lith',
  'vane',
  'ssen',
  'quist',
  'wick',
  'bara',
  'tane',
  'line',
  'mora',
  'zen',
  'mark',
  'holm',
  'ryn',
  'gard',
  'nix',
];

export const MOST_BRANDS = STEMS.length * ENDINGS.length;

/** The name of a brand, from 0; no two have the same. */
export function brandName(brand: number): string {
  const round = Math.floor(brand / STEMS.length);
  // Seven and nine have no divisor in common with sixteen endings: neighbours differ, and no name comes twice.
  const ending = (7 * (brand % STEMS.length) + 9 * round) % ENDINGS.length;
  return `${STEMS[brand % STEMS.length]}${ENDINGS[ending]}`;
}

/** Names of product lines; any brand may use any of them. */
export const SERIES = [
  'Alder',
  'Basalt',
  'Cirrus',
  'Delta',
  'Ember',
  'Fjord',
  'Garnet',
  'Harbour',
  'Indigo',
  'Juniper',
  'Kestrel',
  'Larch',
  'Meadow',
  'Nimbus',
  'Orbit',
  'Pebble',
  'Quartz',
  'Ridge',
  'Spruce',
  'Tundra',
  'Umber',
  'Vesper',
  'Willow',
  'Zephyr',
];
