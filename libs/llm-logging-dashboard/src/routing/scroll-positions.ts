import { useEffect } from 'react';

const GIVE_UP_MS = 5_000;
const DEBOUNCE_MS = 100;

/** A new page begins at its top; Back finds a page where it was left, as soon as it is long enough again. */
export function useScrollPositions(): void {
  useEffect(() => {
    history.scrollRestoration = 'manual';
    let page = pageOf();
    let saving: ReturnType<typeof setTimeout> | undefined;
    let stop: () => void = () => undefined;
    const save = (): void => {
      clearTimeout(saving);
      saving = setTimeout(() => rememberScroll('page', scrollY), DEBOUNCE_MS);
    };
    const arrive = (): void => {
      clearTimeout(saving);
      stop();
      const before = page;
      page = pageOf();
      const position = rememberedScroll('page');
      if (position === undefined && before !== page) scrollTo(0, 0);
      if (position !== undefined) stop = scrollOnceThere(position);
    };
    addEventListener('scroll', save, { passive: true });
    addEventListener('popstate', arrive);
    addEventListener('hashchange', arrive);
    return () => {
      clearTimeout(saving);
      stop();
      removeEventListener('scroll', save);
      removeEventListener('popstate', arrive);
      removeEventListener('hashchange', arrive);
    };
  }, []);
}

/** Where something was scrolled to when this entry of the history was left. */
export function rememberedScroll(name: string): number | undefined {
  const position = (history.state as Record<string, unknown> | null)?.[`scroll:${name}`];
  return typeof position === 'number' ? position : undefined;
}

export function rememberScroll(name: string, position: number): void {
  history.replaceState({ ...(history.state as object | null), [`scroll:${name}`]: position }, '');
}

function scrollOnceThere(position: number): () => void {
  const until = Date.now() + GIVE_UP_MS;
  const observer = new ResizeObserver(() => {
    const room = document.documentElement.scrollHeight - innerHeight;
    if (room < position && Date.now() < until) return;
    observer.disconnect();
    scrollTo(0, Math.min(position, room));
  });
  observer.observe(document.body);
  return () => observer.disconnect();
}

function pageOf(): string {
  return location.hash.split('?', 1)[0]!;
}
