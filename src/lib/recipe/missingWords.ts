/**
 * What people write where nothing is known, in lower case: what a form or a laboratory says, and the languages in which
 * tables are most often kept. Among numbers and dates they mean missing; among other texts they may be an answer.
 */
export const wordsForMissing: readonly string[] = [
  ...['not done', 'not measured', 'not recorded', 'not tested', 'not taken', 'not collected'],
  ...['not reported', 'not stated', 'not specified', 'not provided', 'not given', 'not known'],
  ...['no data', 'no value', 'no answer', 'no response', 'no record', 'unspecified', 'unavailable'],
  ...['keine angabe', 'keine angaben', 'k.a.', 'k. a.', 'unbekannt', 'nicht bekannt', 'fehlt'],
  ...['non renseigné', 'non renseignée', 'inconnu', 'inconnue', 'non disponible', 'non communiqué'],
  ...['sin dato', 'sin datos', 'no disponible', 'desconocido', 'desconocida', 's/d', 'ns/nc'],
  ...['não informado', 'nao informado', 'desconhecido', 'não disponível', 'sem informação'],
  ...['sconosciuto', 'non disponibile', 'onbekend', 'niet bekend', 'ukendt', 'okänd', 'ukjent'],
  ...['brak danych', 'nieznany', 'neznámý', 'ismeretlen', 'bilinmiyor', 'tidak diketahui'],
  ...['нет данных', 'неизвестно', 'не указано', 'невідомо', '不明', '未知', '无', 'なし', '없음'],
];
