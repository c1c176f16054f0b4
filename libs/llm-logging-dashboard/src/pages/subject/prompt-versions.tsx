import { Link } from 'wouter';
import { useStats } from '../../api/queries.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { useView } from '../../view/use-view.js';
import { SideBySide } from '../compare/side-by-side.js';
import { inOrder, versionName } from '../prompts/versions.js';
import { Slot } from '../stats/slot.js';
import { useChartLinks } from '../stats/use-charts.js';
import type { SubjectProps } from './subject-props.js';

/** More have no room beside each other. */
const MOST = 6;

/** The latest versions of a prompt beside each other. */
export function PromptVersions({ name, filters }: SubjectProps) {
  const { linkTo } = useView();
  const { callsOf } = useChartLinks();
  const prompts = useStats('stats/prompts', filters);
  const versions = inOrder(prompts.data ?? []).slice(-MOST);
  const [before, latest] = versions.slice(-2);
  return (
    <Panel
      title="Versions"
      note="Oldest first; each is compared with the version before it"
      actions={
        before !== undefined &&
        latest !== undefined && (
          <Link href={compareHref(linkTo, name, before.promptVersion, latest.promptVersion)}>Compare the last two</Link>
        )
      }
    >
      <Slot
        query={prompts}
        room="table"
        isEmpty={(rows) => rows.length === 0}
        empty={<EmptyState title="No version of this prompt was used in this time." />}
      >
        {() => (
          <SideBySide
            caption={`Versions of ${name}`}
            // They were in use for different times.
            comparesTotals={false}
            columns={versions.map((totals) => ({
              key: totals.promptVersion ?? '',
              header: (
                <Link
                  href={callsOf({
                    ...filters,
                    ...(totals.promptVersion !== null && { promptVersion: [totals.promptVersion] }),
                  })}
                >
                  {versionName(totals.promptVersion)}
                </Link>
              ),
              totals,
            }))}
          />
        )}
      </Slot>
    </Panel>
  );
}

function compareHref(
  linkTo: (path: string) => string,
  name: string,
  before: string | null,
  latest: string | null,
): string {
  const path = linkTo('/compare');
  const chosen = new URLSearchParams({ of: 'prompts', prompt: name, a: before ?? '', b: latest ?? '' });
  return `${path}${path.includes('?') ? '&' : '?'}${chosen.toString()}`;
}
