import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { PaletteButton } from '../palette/palette-button.js';
import { ROUTES } from '../routes.js';
import { useView } from '../view/use-view.js';
import { HealthDot } from './health-dot.js';
import styles from './menu.module.css';
import { ThemeButton } from './theme-button.js';

/** The pages that there are. They keep the time and the filters that they share. */
export function Menu() {
  const [path] = useLocation();
  const { linkTo } = useView();
  const menu = useRef<HTMLElement>(null);
  // On a phone there is room for some of them.
  useEffect(() => {
    const current = menu.current?.querySelector<HTMLElement>('[aria-current]');
    if (current) menu.current!.scrollLeft = current.offsetLeft - menu.current!.clientWidth / 2;
  }, [path]);
  return (
    <header className={styles['bar']}>
      <Link href={linkTo('/')} className={styles['name']}>
        LLM calls
      </Link>
      <nav ref={menu} className={styles['menu']} aria-label="Pages">
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
      <ThemeButton />
    </header>
  );
}
