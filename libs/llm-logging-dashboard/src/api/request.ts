import { ApiError } from './api-error.js';

type QueryValue = string | number | boolean | readonly string[] | undefined | null;
export type Query = Readonly<Record<string, QueryValue>>;

/** A path below the admin prefix, with its query. Relative, as the page stands at the prefix itself. */
export function apiUrl(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    for (const one of [value].flat()) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Asks an admin route. @throws ApiError */
export async function request<T>(path: string, query?: Query, init?: RequestInit): Promise<T> {
  const response = await answerOf(apiUrl(path, query), init);
  if (!response.ok) throw await ApiError.from(response);
  return (await response.json()) as T;
}

async function answerOf(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, headers: { accept: 'application/json', ...init?.headers } });
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw new ApiError(0, 'No answer', 'The application cannot be reached.');
  }
}
