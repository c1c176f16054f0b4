/** Who sends, by its token. */
export interface IngestSource {
  /** All its calls are this company's, whatever they say. */
  readonly companyId: string | undefined;
  readonly service: string | undefined;
  /** Whether texts are taken. */
  readonly texts: boolean;
}
