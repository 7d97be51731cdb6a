/** A town with the form of its postcodes: # is a digit, @ a capital letter. */
export interface Town {
  readonly name: string;
  /** ISO 3166-2 without the country. */
  readonly region: string;
  readonly postcode: string;
}

/** Where customers live, with the names that are common there. */
export interface Country {
  readonly code: string;
  readonly weight: number;
  readonly language: string;
  readonly towns: readonly Town[];
  readonly streets: readonly string[];
  /** The house number stands in front of the street. */
  readonly numberFirst: boolean;
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
}

/** Countries of the euro: the shop has one currency. Leading zeros, accents and apostrophes are meant to be there. */
export const COUNTRIES: readonly Country[] = [
  {
    code: 'DE',
    weight: 30,
    language: 'de',
    towns: [
      { name: 'Berlin', region: 'BE', postcode: '10###' },
      { name: 'Dresden', region: 'SN', postcode: '01###' },
      { name: 'Hamburg', region: 'HH', postcode: '20###' },
      { name: 'Köln', region: 'NW', postcode: '50###' },
      { name: 'München', region: 'BY', postcode: '80###' },
      { name: 'Würzburg', region: 'BY', postcode: '970##' },
    ],
    streets: [
      'Lindenweg',
      'Am Mühlbach',
      'Gartenstraße',
      'Schillerstraße',
      'Kirchgasse',
      'Ahornring',
      'Hafenallee',
    ],
    numberFirst: false,
    givenNames: [
      'Anna',
      'Jürgen',
      'Käthe',
      'Lukas',
      'Mia',
      'Sören',
      'Özlem',
      'Paul',
      'Renate',
      'Jonas',
      'Lea',
    ],
    familyNames: [
      'Müller',
      'Schmidt',
      'Weiß',
      'Köhler',
      'Schäfer',
      'Vogel',
      'Krüger',
      'Yılmaz',
      'Brandt',
      'Lang',
    ],
  },
  {
    code: 'FR',
    weight: 20,
    language: 'fr',
    towns: [
      { name: 'Paris', region: 'IDF', postcode: '750##' },
      { name: 'Lyon', region: 'ARA', postcode: '6900#' },
      { name: 'Nice', region: 'PAC', postcode: '06###' },
      { name: 'Saint-Étienne', region: 'ARA', postcode: '42###' },
      { name: 'Nîmes', region: 'OCC', postcode: '30###' },
    ],
    streets: [
      "rue de l'Église",
      'avenue des Tilleuls',
      'place du Marché',
      'rue Haute',
      'chemin des Prés',
      'quai du Nord',
    ],
    numberFirst: true,
    givenNames: ['Chloé', 'François', 'Zoé', 'Hugo', 'Inès', 'Léa', 'Théo', 'Noémie', 'Yanis', 'Agnès'],
    familyNames: [
      'Lefèvre',
      "D'Amico",
      'Moreau',
      'Garnier',
      'Roux',
      'Benali',
      'Fontaine',
      'Lemoine',
      'Perrin',
    ],
  },
  {
    code: 'ES',
    weight: 14,
    language: 'es',
    towns: [
      { name: 'Madrid', region: 'MD', postcode: '280##' },
      { name: 'Barcelona', region: 'CT', postcode: '080##' },
      { name: 'Málaga', region: 'AN', postcode: '290##' },
      { name: 'A Coruña', region: 'GA', postcode: '150##' },
    ],
    streets: [
      'calle Mayor',
      'calle del Olmo',
      'avenida del Puerto',
      'paseo de la Peña',
      'plaza Nueva',
      'calle Jardín',
    ],
    numberFirst: false,
    givenNames: ['María', 'José', 'Lucía', 'Íñigo', 'Begoña', 'Álvaro', 'Carmen', 'Nuria', 'Raúl'],
    familyNames: ['García', 'Núñez', 'Ibáñez', 'Romero', 'Peña', 'Castro', 'Vidal', 'Ortega'],
  },
  {
    code: 'IT',
    weight: 12,
    language: 'it',
    towns: [
      { name: 'Roma', region: '62', postcode: '001##' },
      { name: 'Milano', region: '25', postcode: '201##' },
      { name: "L'Aquila", region: '65', postcode: '67100' },
      { name: 'Forlì', region: '45', postcode: '4712#' },
    ],
    streets: [
      'via dei Mille',
      'corso Nuovo',
      'piazza del Pozzo',
      "via dell'Orto",
      'viale dei Pini',
      'via San Rocco',
    ],
    numberFirst: false,
    givenNames: ['Giulia', 'Niccolò', 'Sofia', 'Matteo', 'Chiara', 'Andrea', 'Beatrice', 'Luca'],
    familyNames: ['Rossi', 'Ferrari', "D'Angelo", 'Greco', 'Conti', 'Marini', 'Lo Presti', 'Costa'],
  },
  {
    code: 'NL',
    weight: 10,
    language: 'nl',
    towns: [
      { name: 'Amsterdam', region: 'NH', postcode: '10## @@' },
      { name: "'s-Hertogenbosch", region: 'NB', postcode: '52## @@' },
      { name: 'Utrecht', region: 'UT', postcode: '35## @@' },
    ],
    streets: ['Dorpsstraat', 'Molenweg', 'Prinsengracht', 'Lange Dreef', 'Havenkade', 'Beukenlaan'],
    numberFirst: false,
    givenNames: ['Daan', 'Fenna', 'Sanne', 'Jeroen', 'Zoë', 'Bram', 'Lotte', 'Maarten'],
    familyNames: ['de Jong', 'van den Berg', 'Visser', 'Smit', "van 't Hof", 'Bakker', 'Kuipers'],
  },
  {
    code: 'AT',
    weight: 5,
    language: 'de',
    towns: [
      { name: 'Wien', region: '9', postcode: '1##0' },
      { name: 'Graz', region: '6', postcode: '80##' },
    ],
    streets: ['Rosengasse', 'Am Anger', 'Donaulände', 'Schlossbergweg', 'Mühlgasse'],
    numberFirst: false,
    givenNames: ['Johanna', 'Florian', 'Theresa', 'Günther', 'Katharina', 'Elias'],
    familyNames: ['Gruber', 'Höfer', 'Steiner', 'Pichler', 'Wallner', 'Eder'],
  },
  {
    code: 'BE',
    weight: 5,
    language: 'nl',
    towns: [
      { name: 'Gent', region: 'VLG', postcode: '90##' },
      { name: 'Liège', region: 'WAL', postcode: '40##' },
    ],
    streets: ['Kouter', 'Oude Markt', 'rue du Moulin', 'Kerkstraat', 'rue Neuve'],
    numberFirst: false,
    givenNames: ['Noor', 'Arthur', 'Élise', 'Wout', 'Camille', 'Jef'],
    familyNames: ['Peeters', 'Maes', 'Dubois', 'Claes', 'Lambert', 'Wouters'],
  },
  {
    code: 'IE',
    weight: 3,
    language: 'en',
    towns: [
      { name: 'Dublin', region: 'L', postcode: 'D0# @#@#' },
      { name: 'Cork', region: 'M', postcode: 'T12 @#@#' },
    ],
    streets: ['Main Street', 'Church Road', 'Harbour View', "St Brigid's Terrace", 'Mill Lane'],
    numberFirst: true,
    givenNames: ['Aoife', 'Seán', 'Niamh', 'Cian', 'Róisín', 'Liam'],
    familyNames: ["O'Brien", 'Murphy', 'Ní Dhomhnaill', 'Walsh', "O'Connor", 'Byrne'],
  },
  {
    code: 'LU',
    weight: 1,
    language: 'fr',
    towns: [{ name: 'Luxembourg', region: 'LU', postcode: 'L-1###' }],
    streets: ['rue du Fort', 'Grand-Rue', 'rue des Bains'],
    numberFirst: true,
    givenNames: ['Claude', 'Mathilde', 'Félix', 'Nora'],
    familyNames: ['Weber', 'Hoffmann', 'Thill', 'Wagner'],
  },
];
