/** What is wrong with one field of a query or body. */
export interface LlmProblemField {
  field: string;
  message: string;
}

/** An error answer of the admin API: RFC 9457, sent as `application/problem+json`. */
export interface LlmProblem {
  /** `about:blank` where the status says all; otherwise `urn:nestjs-llm-logging:problem:` and a name. */
  type: string;
  title: string;
  /** HTTP status. */
  status: number;
  detail: string;
  /** Path of the request. */
  instance: string;
  /** Fields that are wrong, where there are any. */
  errors?: LlmProblemField[];
}
