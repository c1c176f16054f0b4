/** Whether a call ended otherwise than it should, or than somebody wanted. */
export function hasFailed({ status }: { readonly status: string }): boolean {
  return status === 'error' || status === 'timeout';
}
