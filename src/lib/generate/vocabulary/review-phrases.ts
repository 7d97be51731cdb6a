/** Ratings from 1 to 5 stars, the worst first. Slots in braces are filled with words of the product. */
export const TITLES: readonly (readonly string[])[] = [
  ['Do not buy', 'Sent it back', 'Waste of money', 'Broken after {weeks} weeks', '"Quality", they say'],
  ['Disappointed', 'Not as described', 'Could be so much better', 'Expected more from {brand}'],
  ['It is all right', 'Good idea, mixed result', 'Does the job, just', 'Three stars, and why'],
  ['Very good {noun}', 'Happy with it', 'Nearly perfect', 'Good value', 'Would buy again'],
  ['Exactly right', 'Best {noun} I have had', 'Love it!', 'Perfect for {use}', 'Worth every cent'],
];

export const OPENINGS: readonly (readonly string[])[] = [
  ['I wanted to like it, but no.', 'Avoid it.', 'My {noun} went straight back.'],
  [
    'Not what I hoped for.',
    'The photos promise more than the {noun} can keep.',
    'After {weeks} weeks I am let down.',
  ],
  ['Strengths and weaknesses in one parcel.', 'For {use} it is fine, for more it is not.', 'Mixed feelings.'],
  [
    'After {weeks} weeks I am very happy with it.',
    'Bought it for {use}, and it fits.',
    'Solid work, just what I wanted for {use}.',
  ],
  [
    'My {noun}: in use every day, mostly for {use}.',
    'Finally {a noun} for {use} that keeps its word.',
    'Simply great.',
  ],
];

export const FEATURE_PRAISE = [
  'The {feature} is better than I thought.',
  'I bought it for the {feature}, and that alone is worth it.',
  'The {feature} works just as described.',
];

export const FEATURE_COMPLAINTS = [
  'The {feature} is a joke.',
  'As for the {feature}: it works when it likes to.',
  'I had counted on the {feature}; it let me down.',
];

export const CLOSINGS: readonly (readonly string[])[] = [
  ['Never again.', 'One star, because zero cannot be given.', 'The refund came quickly, at least.'],
  ['I would not buy it again.', 'For that price I expect more.', ''],
  ['All in all: fair for the price.', 'Somebody else may be happier with it.', ''],
  ['One star less because of the wrapping: plastic in plastic.', 'Recommended.', ''],
  ['Recommended without any "but".', 'Thank you, {brand}!', 'The next one for my sister is on its way.', ''],
];

export const EMOJI: readonly string[] = ['😡', '😕', '🤷', '🙂', '😍'];
