import { useHashPath } from './hash-location.js';

/** The id that ends the page's path, whatever is in it: the router's own parameters lose what `%25` and `%2F` stand for. */
export function usePathId(): string {
  const [path] = useHashPath();
  const last = path.split('/').at(-1)!;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
