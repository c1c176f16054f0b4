/** A search for whole words as one for their beginnings: `oscillat` as `oscillat*`. Undefined where nothing would change. */
export function asBeginnings(search: string): string | undefined {
  const changed = search.replaceAll(/"[^"]*"|\S+/g, (term) =>
    /^"|\*$|^[^\p{L}\p{N}]+$/u.test(term) ? term : `${term}*`,
  );
  return changed === search ? undefined : changed;
}
