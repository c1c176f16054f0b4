import { useThemeChoice, type Theme } from '../theme/use-theme.js';
import styles from './theme-button.module.css';

const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const NAMES: Readonly<Record<Theme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' };
/** 16 px, drawn with a stroke of 1.5: a screen, a sun, a moon. */
const PATHS: Readonly<Record<Theme, string>> = {
  auto: 'M2.5 3.5h11v7h-11zM6 13.5h4M8 10.5v3',
  light:
    'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  dark: 'M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z',
};

/** Light, dark, or as the system has it: each click takes the next. */
export function ThemeButton() {
  const [theme, choose] = useThemeChoice();
  const label = `Theme: ${NAMES[theme]}`;
  return (
    <button className={styles['button']} aria-label={label} title={label} onClick={() => choose(NEXT[theme])}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={PATHS[theme]} />
      </svg>
    </button>
  );
}
