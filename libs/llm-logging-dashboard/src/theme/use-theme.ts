import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'llm-dashboard.theme';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** The theme chosen, kept in this browser. */
export function useThemeChoice(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => (localStorage.getItem(KEY) as Theme | null) ?? 'auto');
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const choose = useCallback((chosen: Theme) => {
    localStorage.setItem(KEY, chosen);
    setTheme(chosen);
  }, []);
  return [theme, choose];
}

/** What is shown: for what is drawn, and must be drawn anew when it changes. */
export function useColourScheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, shown);
}

/** What a colour such as `--series-1` is at present, as a canvas takes it. */
export function colour(name: `--${string}`): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function shown(): 'light' | 'dark' {
  const { theme } = document.documentElement.dataset;
  if (theme === 'light' || theme === 'dark') return theme;
  return prefersDark.matches ? 'dark' : 'light';
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  prefersDark.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    prefersDark.removeEventListener('change', listener);
  };
}
