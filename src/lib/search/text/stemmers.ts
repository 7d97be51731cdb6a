export type Stemmer = (word: string) => string;

/** Languages with a stemmer, by the first part of their BCP 47 code; each is loaded when it is first needed. */
const LOADERS: Readonly<Record<string, () => Promise<{ readonly stemmer: Stemmer }>>> = {
  de: () => import('@orama/stemmers/german'),
  en: () => import('@orama/stemmers/english'),
  es: () => import('@orama/stemmers/spanish'),
  fr: () => import('@orama/stemmers/french'),
  it: () => import('@orama/stemmers/italian'),
  nl: () => import('@orama/stemmers/dutch'),
  pt: () => import('@orama/stemmers/portuguese'),
};

/** The stemmer of a language such as `pt-BR`; words of languages without one stay as they are. */
export async function loadStemmer(language: string): Promise<Stemmer> {
  const load = LOADERS[language.split('-')[0]?.toLowerCase() ?? ''];
  return load === undefined ? (word) => word : (await load()).stemmer;
}
