import type { EncodingName } from '../../src/lib/ingest/records/encoding-names.ts';

/**
 * Text with what is special in each encoding: its own letters, characters of every length, and pairs whose second byte
 * is a backslash or a vertical bar.
 */
export const ENCODING_SAMPLES: Readonly<Record<EncodingName, string>> = {
  'utf-8': 'São João € 表示 😀',
  'utf-16le': 'São João € 表示 😀',
  'utf-16be': 'São João € 表示 😀',
  'windows-1250': 'Příliš žluťoučký kůň €',
  'windows-1251': 'Съешь ещё этих булок €',
  'windows-1252': 'São João – “Œuvre” €',
  'windows-1253': 'Ξεσκεπάζω την ψυχή €',
  'windows-1254': 'Pijamalı hasta yağız şoför €',
  'iso-8859-1': 'Zoë Ação ÿ÷¤',
  'iso-8859-2': 'Zażółć gęślą jaźń',
  'iso-8859-15': 'Cœur Šž Ÿ €',
  'koi8-r': 'Съешь же ещё булок ═',
  shift_jis: '表示ソポ ｶﾀｶﾅ 髙﨑①',
  'euc-kr': '한국어 똠방각하 뷁 漢字',
  gb18030: '简体 繁體 亅乗 한 ÿ 😀 €',
  big5: '功許育 淚 Ê̄ê̌ 𠝹',
};
