/** What a call is called in a tree. */
export function stepName({ callType, model, requestModel }: NamedCall): string {
  const used = model ?? requestModel;
  return used === null ? callType : `${callType} · ${used}`;
}

interface NamedCall {
  readonly callType: string;
  readonly model: string | null;
  readonly requestModel: string | null;
}
