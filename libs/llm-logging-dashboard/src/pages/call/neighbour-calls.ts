interface CallList {
  readonly pages?: readonly { readonly items: readonly { readonly id: string }[] }[];
}

/** The calls beside one, in the first of the lists, newest call first, that has it. */
export function neighboursOf(id: string, lists: readonly (CallList | undefined)[]): { newer?: string; older?: string } {
  for (const list of lists) {
    const ids = list?.pages?.flatMap(({ items }) => items.map((call) => call.id)) ?? [];
    const at = ids.indexOf(id);
    if (at !== -1) return { newer: ids[at - 1], older: ids[at + 1] };
  }
  return {};
}
