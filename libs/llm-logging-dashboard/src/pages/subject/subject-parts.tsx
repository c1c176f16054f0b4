import type { UseQueryResult } from '@tanstack/react-query';
import { useStats } from '../../api/queries.js';
import { Panel } from '../../components/panel.js';
import type { SubjectKind } from '../../view/subjects.js';
import { filterFor } from '../stats/dimensions.js';
import { Slot } from '../stats/slot.js';
import { GroupTable, type Group } from './group-table.js';
import type { SubjectProps } from './subject-props.js';

const MOST = 10;

/** What its calls are made of: models, types, and whom or what else they belong to. */
export function SubjectParts(subject: SubjectProps) {
  const { kind } = subject;
  return (
    <>
      {kind !== 'model' && <Models {...subject} />}
      <Types {...subject} />
      {kind !== 'user' && <Users {...subject} />}
      {kind !== 'company' && <Companies {...subject} />}
      {kind !== 'origin' && <Origins {...subject} />}
      {kind === 'origin' && <Prompts {...subject} />}
    </>
  );
}

function Models({ filters }: SubjectProps) {
  const models = useStats('stats/models', filters);
  return (
    <Part title="Models" header="Model" leadsTo="model" query={models} filters={filters}>
      {(rows) =>
        rows.map((row) => ({ ...row, name: row.model, filters: found(filters, filterFor('model', row.model)) }))
      }
    </Part>
  );
}

function Types({ filters }: SubjectProps) {
  const cost = useStats('stats/cost', filters);
  return (
    <Part title="Types" header="Type" query={cost} filters={filters}>
      {({ byCallType }) =>
        Object.entries(byCallType).map(([name, totals]) => ({
          ...totals,
          name,
          filters: found(filters, filterFor('callType', name)),
        }))
      }
    </Part>
  );
}

function Users({ filters }: SubjectProps) {
  const users = useStats('stats/users', { ...filters, limit: MOST });
  return (
    <Part title="Users" header="User" leadsTo="user" query={users} filters={filters}>
      {(rows) => rows.map((row) => ({ ...row, name: row.userId, filters: { ...filters, userId: row.userId } }))}
    </Part>
  );
}

function Companies({ filters }: SubjectProps) {
  const companies = useStats('stats/companies', { ...filters, limit: MOST });
  return (
    <Part title="Companies" header="Company" leadsTo="company" query={companies} filters={filters}>
      {(rows) =>
        rows.map((row) => ({ ...row, name: row.companyId, filters: { ...filters, companyId: row.companyId } }))
      }
    </Part>
  );
}

function Origins({ filters }: SubjectProps) {
  const origins = useStats('stats/origins', { ...filters, limit: MOST });
  return (
    <Part title="Origins" header="Origin" leadsTo="origin" query={origins} filters={filters}>
      {(rows) =>
        rows.map((row) => ({ ...row, name: row.origin, filters: found(filters, filterFor('origin', row.origin)) }))
      }
    </Part>
  );
}

function Prompts({ filters }: SubjectProps) {
  const prompts = useStats('stats/prompts', { ...filters, limit: MOST });
  return (
    <Part title="Prompts" header="Prompt" query={prompts} filters={filters}>
      {(rows) =>
        rows.map(({ promptName, promptVersion, ...row }) => ({
          ...row,
          name: promptVersion === null ? promptName : `${promptName} ${promptVersion}`,
          filters: {
            ...filters,
            promptName: [promptName],
            ...(promptVersion !== null && { promptVersion: [promptVersion] }),
          },
        }))
      }
    </Part>
  );
}

interface PartProps<T> extends Pick<SubjectProps, 'filters'> {
  title: string;
  header: string;
  leadsTo?: SubjectKind;
  query: UseQueryResult<T>;
  children: (answer: T) => Group[];
}

function Part<T>({ title, header, leadsTo, query, filters, children }: PartProps<T>) {
  const { data } = useStats('stats/comparison', filters);
  return (
    <Panel title={title}>
      <Slot query={query} room="table" isEmpty={(answer) => children(answer).length === 0}>
        {(answer) => (
          <GroupTable
            caption={`Figures of ${title.toLowerCase()}`}
            header={header}
            leadsTo={leadsTo}
            groups={children(answer)}
            whole={data?.current.totalCost ?? 0}
          />
        )}
      </Slot>
    </Panel>
  );
}

function found(filters: SubjectProps['filters'], name: Group['filters']): Group['filters'] {
  return name && { ...filters, ...name };
}
