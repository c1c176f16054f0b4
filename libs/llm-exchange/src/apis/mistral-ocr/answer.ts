import { detailsOf } from '../../call/usage-details.js';
import { count, type Json, object, objects, text } from '../../reading/json-reading.js';
import { type LlmResultReading, readingOf } from '../../reading/result-reading.js';

/** Pages of a document, as texts: https://docs.mistral.ai/api/endpoint/ocr */
export function readMistralOcr(value: Json): LlmResultReading | null {
  const usage = object(value['usage_info'] ?? value['usageInfo']);
  if (usage === undefined || !Array.isArray(value['pages'])) return null;
  const pages = objects(value['pages']).map((page) => text(page['markdown']));
  return readingOf({
    model: text(value['model']),
    response: pages.length === 0 ? null : pages.map((page) => page ?? '').join('\n\n'),
    usageDetails: detailsOf({ pages: count(usage['pages_processed'] ?? usage['pagesProcessed']) }),
  });
}
