import { Link, useLocation } from 'wouter';
import { Choice } from '../components/choice.js';
import { PaletteButton } from '../palette/palette-button.js';
import { ROUTES } from '../routes.js';
import { useThemeChoice } from '../theme/use-theme.js';
import { useView } from '../view/use-view.js';
import { HealthDot } from './health-dot.js';
import styles from './menu.module.css';

const THEMES = [
  { value: 'light', label: 'Light' },
  { value: 'auto', label: 'Auto' },
  { value: 'dark', label: 'Dark' },
] as const;

/** The pages that there are. They keep the time and the filters that they share. */
export function Menu() {
  const [path] = useLocation();
  const { linkTo } = useView();
  const [theme, chooseTheme] = useThemeChoice();
  return (
    <header className={styles['bar']}>
      <Link href={linkTo('/')} className={styles['name']}>
        LLM calls
      </Link>
      <nav className={styles['menu']} aria-label="Pages">
        {ROUTES.map(
          (route) =>
            route.menu !== undefined && (
              <Link
                key={route.path}
                href={linkTo(route.path)}
                className={styles['item']}
                aria-current={route.path === path ? 'page' : undefined}
                title={`g ${route.menu.key}`}
              >
                {route.menu.label}
              </Link>
            ),
        )}
      </nav>
      <PaletteButton />
      <HealthDot />
      <Choice label="Theme" options={THEMES} value={theme} onChange={chooseTheme} />
    </header>
  );
}
