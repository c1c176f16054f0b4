import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { getMetadataArgsStorage } from 'typeorm';
import {
  ALWAYS_STORED,
  CALL_COLUMNS,
  CALL_MEMBERS,
  type CallFilter,
  COSTS_FILTERS,
  filterOf,
  type FilterThat,
  KNOWN_VALUES,
  LIST_FILTERS,
  MEMBER_OF_FILTER,
  REPORTED,
  STATISTICS_FILTERS,
  TEXT_MEMBERS,
} from 'llm-exchange/call';
import { CallFiltersQuery } from './admin/calls/calls.query.js';
import { memberSchemas } from './admin/openapi/member-schemas.js';
import { MEMBER_SCHEMAS } from './admin/openapi/models/call-members.js';
import { FilteredQuery, ListCostQuery } from './admin/stats/stats.query.js';
import { EXPORT_COLUMNS } from './calls/export-calls.js';
import { CALL_FILTER_HELP, CALL_FILTER_OPTIONS, callFilters } from './cli/call-filter-options.js';
import { optionOf } from './cli/option-of-filter.js';
import { REPORT_COLUMNS, TEXT_COLUMNS } from './exports/export-columns.js';
import { CHECKS } from './recording/checks-of-members.js';
import type { CostStatsQuery } from './stats/answers/cost-stats.js';
import type { StatsFilters } from './stats/question/stats-filters.js';
import type { StatsRange } from './stats/question/stats-range.js';
import { conditionsOf } from './storage/filters/call-filters.js';
import { CALL_SELECTION } from './storage/rows/call-row.js';
import { LlmCall } from './storage/rows/llm-call.entity.js';
import { upsertCallsSql } from './storage/writing/upsert-calls.js';

const docs = (name: string): string => readFileSync(`docs/${name}.md`, 'utf8');

describe.each(CALL_MEMBERS)('the member %s', (member) => {
  const { column, own, report } = CALL_COLUMNS[member];

  it('is checked where an event gives it', () => {
    expect(typeof CHECKS[member as keyof typeof CHECKS]).toBe(own === true ? 'undefined' : 'function');
  });

  it('is written, mapped and read', () => {
    expect(upsertCallsSql(undefined)).toContain(`"${member}"`);
    expect(CALL_SELECTION).toContain(`${column} AS "${member}"`);
    const mapped = getMetadataArgsStorage().columns.find(
      ({ target, propertyName }) => target === LlmCall && propertyName === member,
    );
    expect(mapped?.options.name ?? mapped?.propertyName).toBe(column);
  });

  it('has a schema, and a column in lists that are exported', () => {
    expect(MEMBER_SCHEMAS[member].nullable ?? false).toBe(!ALWAYS_STORED.includes(member));
    expect(EXPORT_COLUMNS).toContain(member);
  });

  it('is shown in reports, in exports with texts, or says that it is not', () => {
    const places = [REPORT_COLUMNS, TEXT_COLUMNS].filter((columns) =>
      columns.some(({ name }) => name === (report || column)),
    );
    const wanted = (TEXT_MEMBERS as readonly string[]).includes(member) ? [TEXT_COLUMNS] : [REPORT_COLUMNS];
    expect(places).toEqual(report === false ? [] : wanted);
  });
});

describe.each(REPORTED)('the reported member %s', (member) => {
  const { column, report } = CALL_COLUMNS[member];

  it('is in the view of the schema, and in the docs of it', () => {
    const sql = readFileSync('scripts/schema/reports.mjs', 'utf8');
    const [, view] = /VIEW @llm_report_calls AS\nSELECT ([^]*?)\nFROM/.exec(sql)!;
    expect(view!.split(/,\s+/)).toContain(report ? `${column} AS ${report}` : column);
    expect(docs('sql')).toContain(`\`${report || column}\``);
  });
});

const SAMPLES: Readonly<Record<CallFilter['by'], unknown>> = {
  some: ['a'],
  one: 'a',
  all: ['a'],
  part: { a: 1 },
  least: 1,
};

describe.each(LIST_FILTERS)('the filter %s', (name) => {
  const { by, of } = filterOf(name);
  const { column, values } = CALL_COLUMNS[MEMBER_OF_FILTER[name]];
  const known = KNOWN_VALUES[values];
  const sample =
    known !== undefined ? [known[0]] : values === 'callId' ? '01a20cac-962d-736c-947e-87edeb215e34' : SAMPLES[by];

  it('asks its column', () => {
    expect(String(conditionsOf({ [name]: sample }))).toMatch(new RegExp(`^${column} (=|@>|>=)`));
  });

  it('is taken by the queries of those who know it', () => {
    expect(Object.keys(memberSchemas(CallFiltersQuery))).toContain(name);
    expect(Object.hasOwn(memberSchemas(ListCostQuery), name)).toBe(of !== 'lists');
    expect(Object.hasOwn(memberSchemas(FilteredQuery), name)).toBe(of === 'statistics');
  });

  it('has an option of commands that the help and errors name, and a place in the docs', () => {
    const [, option] = /^--(?:([\w-]+): )?$/.exec(optionOf(name))!;
    const given = by === 'part' ? '{"a":1}' : by === 'least' ? '1' : sample;
    expect(Object.keys(CALL_FILTER_OPTIONS)).toContain(option ?? name);
    expect(callFilters({ [option ?? name]: given })).toMatchObject({ [name]: sample });
    expect(CALL_FILTER_HELP).toMatch(new RegExp(`--${option ?? name}\\b`));
    expect(docs('reading')).toContain(`\`${name}\``);
  });
});

it('gives statistics their filters', () => {
  type Same<A, B> = [A, B] extends [B, A] ? true : false;
  // Of other filters these lines do not compile.
  const all: Same<keyof StatsFilters, keyof StatsRange | FilterThat<{ readonly of: 'statistics' }>> = true;
  const costs: Same<Exclude<keyof CostStatsQuery, keyof StatsFilters>, FilterThat<{ readonly of: 'costs' }>> = true;
  expect([all, costs]).toEqual([true, true]);
  expect(COSTS_FILTERS).toEqual(expect.arrayContaining([...STATISTICS_FILTERS]));
});
