import { useMasked, useStats } from '../api/queries.js';
import { ROUTES } from '../routes.js';
import { useSavedViews } from '../view/saved-views.js';
import { subjectPage, type SubjectKind } from '../view/subjects.js';
import { useView } from '../view/use-view.js';
import { fitting, typedEntries, type Entry } from './entries.js';

const USERS = 200;

/** What fits what was typed: pages and saved views, users, companies, models, origins and prompts of the time looked at, ids. */
export function useEntries(typed: string): Entry[] {
  const { linkTo } = useView();
  const mayRead = !useMasked();
  const views = useSavedViews();
  const facets = useStats('facets');
  const users = useStats('stats/users', { limit: USERS });
  const prompts = useStats('stats/prompts');
  const origins = useStats('stats/origins');
  const named = (kind: SubjectKind, names: readonly string[] = []): Entry[] =>
    [...new Set(names)].map((name) => ({
      key: `${kind} ${name}`,
      kind,
      label: name,
      href: linkTo(...subjectPage(kind, name)),
    }));
  const known: Entry[] = [
    ...ROUTES.flatMap(({ path, menu }) =>
      menu === undefined ? [] : [{ key: path, kind: 'page', label: menu.label, href: linkTo(path) }],
    ),
    { key: '/health', kind: 'page', label: 'Health of the log', href: linkTo('/health') },
    ...views.map(({ name, href }) => ({ key: `view ${name}`, kind: 'view', label: name, href })),
    ...named('model', facets.data?.models),
    ...named('company', facets.data?.companies),
    ...named(
      'user',
      users.data?.map(({ userId }) => userId),
    ),
    ...named(
      'prompt',
      prompts.data?.map(({ promptName }) => promptName),
    ),
    ...named(
      'origin',
      origins.data?.map(({ origin }) => origin).filter((origin) => origin !== 'unknown'),
    ),
  ];
  const found = fitting(known, typed);
  const hrefs = new Set(found.map(({ href }) => href.split('?')[0]));
  return [...found, ...typedEntries(typed, mayRead).filter(({ href }) => !hrefs.has(href))];
}
