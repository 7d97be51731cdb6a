import { backpacks } from './categories/backpacks.ts';
import { boardGames } from './categories/board-games.ts';
import { bookcases } from './categories/bookcases.ts';
import { buildingBlocks } from './categories/building-blocks.ts';
import { deskLamps } from './categories/desk-lamps.ts';
import { dogBeds } from './categories/dog-beds.ts';
import { duvetCovers } from './categories/duvet-covers.ts';
import { fryingPans } from './categories/frying-pans.ts';
import { handCreams } from './categories/hand-creams.ts';
import { headphones } from './categories/headphones.ts';
import { kettles } from './categories/kettles.ts';
import { keyboards } from './categories/keyboards.ts';
import { kitchenKnives } from './categories/kitchen-knives.ts';
import { lunchBoxes } from './categories/lunch-boxes.ts';
import { notebooks } from './categories/notebooks.ts';
import { officeChairs } from './categories/office-chairs.ts';
import { planters } from './categories/planters.ts';
import { powerBanks } from './categories/power-banks.ts';
import { rainJackets } from './categories/rain-jackets.ts';
import { rugs } from './categories/rugs.ts';
import { runningShoes } from './categories/running-shoes.ts';
import { secateurs } from './categories/secateurs.ts';
import { tents } from './categories/tents.ts';
import { waterBottles } from './categories/water-bottles.ts';
import { yogaMats } from './categories/yoga-mats.ts';
import type { CategoryVocabulary } from './category-vocabulary.ts';

/** Every category of the shop. A new one is a file and a line here; products of a seed change with it. */
export const CATEGORIES: readonly CategoryVocabulary[] = [
  kettles,
  fryingPans,
  kitchenKnives,
  lunchBoxes,
  deskLamps,
  duvetCovers,
  bookcases,
  rugs,
  officeChairs,
  notebooks,
  headphones,
  keyboards,
  powerBanks,
  rainJackets,
  backpacks,
  runningShoes,
  tents,
  waterBottles,
  yogaMats,
  secateurs,
  planters,
  boardGames,
  buildingBlocks,
  dogBeds,
  handCreams,
];
