import type { Option } from './option.js';
import { Place, type OptionFault } from './place.js';

/** What is wrong with a value that came from outside; empty where nothing is. */
export function faultsOf(option: Option<unknown>, given: unknown): readonly OptionFault[] {
  const place = new Place();
  option.read(given, place);
  return place.faults;
}
