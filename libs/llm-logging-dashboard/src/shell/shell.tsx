import { Suspense } from 'react';
import { matchRoute, Route, Switch, useLocation, useRouter } from 'wouter';
import { EmptyState, Loading } from '../components/states.js';
import { Page } from '../components/page.js';
import { ROUTES } from '../routes.js';
import { ErrorBoundary } from './error-boundary.js';
import { FilterBar } from './filter-bar.js';
import { Menu } from './menu.js';
import styles from './shell.module.css';
import { ShellShortcuts } from './shell-shortcuts.js';

/** What stands around every page. */
export function Shell() {
  const [path] = useLocation();
  return (
    <div className={styles['shell']}>
      <a
        className={styles['skip']}
        href="#main"
        onClick={(event) => {
          // The hash is the page's.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to the page
      </a>
      <ShellShortcuts />
      <Menu />
      <main id="main" className={styles['main']} tabIndex={-1}>
        <SharedFilters />
        <ErrorBoundary key={path}>
          <Suspense fallback={<Loading what="Loading the page" />}>
            <Switch>
              {ROUTES.map(({ path, page }) => (
                <Route key={path} path={path} component={page} />
              ))}
              <Route>
                <Page title="No such page">
                  <EmptyState title="There is no such page." />
                </Page>
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

/** The bar of the time and the filters, but on pages of one thing. */
function SharedFilters() {
  const [path] = useLocation();
  const { parser } = useRouter();
  const route = ROUTES.find((route) => matchRoute(parser, route.path, path)[0]);
  return route?.unfiltered ? null : <FilterBar />;
}
