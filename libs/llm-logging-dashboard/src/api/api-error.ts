/** A problem of RFC 9457, or what Nest says without one. */
interface Problem {
  title?: string;
  detail?: string;
  message?: string | string[];
  errors?: { field: string; message: string }[];
}

/** What an admin route answered instead of what was asked for. `status` is 0 where there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  static async from(response: Response): Promise<ApiError> {
    const problem = await problemOf(response);
    const title = problem.title ?? TITLES[response.status] ?? (response.statusText || `Status ${response.status}`);
    return new ApiError(response.status, title, detailOf(problem));
  }
}

const TITLES: Readonly<Record<number, string>> = {
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  503: 'The database does not answer',
};

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as unknown;
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}

function detailOf({ detail, errors, message }: Problem): string {
  const named = errors?.map((error) => `${error.field}: ${error.message}`).join('\n');
  return named || detail || [message].flat().filter(Boolean).join('\n');
}
