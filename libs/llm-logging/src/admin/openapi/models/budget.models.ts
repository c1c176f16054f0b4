import type { LlmDeliveredEvent, LlmEventPage } from '../../../alerts/llm-alert.service.js';
import type { LlmAlertEvent } from '../../../alerts/llm-alert-event.js';
import { BUDGET_WINDOWS } from '../../../options/budgets.options.js';
import { PER_VALUES } from '../../../options/match.options.js';
import type { LlmBudgetStatus } from '../../../budgets/llm-budget-status.js';
import type { EventDelivery } from '../../../storage/events/event-rows.js';
import type { LlmChangeableBudget } from '../../budgets/llm-changeable-budget.js';
import { count, date, json, listOf, mapOf, modelOf, nullable, number, refTo, text, usd, uuid } from '../schema.js';

export const BudgetStatusModel = modelOf<LlmBudgetStatus>(
  'LlmBudgetStatus',
  'How a budget stands in the window that runs.',
  {
    name: text,
    subject: { ...nullable(text), description: 'The value of `per`; null for a budget without' },
    limitUsd: usd,
    spentUsd: usd,
    reservedUsd: {
      ...usd,
      description: 'USD of calls that are under way, and what processes have reserved in advance',
    },
    share: { ...number, description: 'Spent of the limit; more than 1 past it' },
    windowStart: nullable(date),
    windowEnd: nullable(date),
    projectedUsd: { ...nullable(usd), description: "USD at the window's end if it goes on as so far" },
    blockedCalls: count,
  },
);

export const BudgetRuleModel = modelOf<LlmChangeableBudget>(
  'LlmBudgetRule',
  'A budget as it was defined, with its defaults.',
  {
    name: text,
    limitUsd: usd,
    window: { ...text, enum: [...BUDGET_WINDOWS] },
    timeZone: { ...text, example: 'Europe/Berlin' },
    match: { ...json, description: 'Which calls count' },
    per: { ...text, enum: [...PER_VALUES] },
    limits: { ...mapOf(usd), description: 'Other limits of single values of `per`' },
    alerts: { ...listOf(number), description: 'Shares of the limit at which an event is written' },
    onLimit: { ...text, enum: ['alert', 'block'] },
    onUnavailable: { ...text, enum: ['allow', 'block'] },
    unpricedCallUsd: usd,
    estimateUsd: usd,
    source: { ...text, enum: ['options', 'service', 'company'], description: 'Where it was defined' },
    mayChange: { type: 'boolean', description: 'Whether whoever asks may change and remove it' },
  },
  { optional: ['match', 'per', 'limits', 'onLimit', 'onUnavailable', 'unpricedCallUsd', 'estimateUsd'] },
);

export const RemovedBudgetModel = modelOf<{ removed: boolean }>(
  'LlmRemovedBudget',
  'Whether there was such a budget.',
  {
    removed: { type: 'boolean' },
  },
);

const EventWindowModel = modelOf<LlmAlertEvent['window']>(
  'LlmEventWindow',
  "The budget's window, or the alert's time.",
  {
    start: nullable(date),
    end: nullable(date),
  },
);

const EventDeliveryModel = modelOf<EventDelivery>('LlmEventDelivery', 'How far an event has come to one target.', {
  target: { ...text, example: 'webhook hooks.example 1a2b3c4d' },
  state: { ...text, enum: ['pending', 'delivered', 'dead'], description: '`dead`: given up after 24 hours' },
  attempts: count,
  deliveredAt: nullable(date),
  lastError: nullable(text),
});

const EVENT = {
  id: uuid,
  kind: { ...text, enum: ['alert', 'budget', 'blocked', 'resolved'] },
  name: { ...text, description: 'Of the budget or alert' },
  subject: nullable(text),
  value: nullable(number),
  threshold: nullable(number),
  window: refTo(EventWindowModel),
  at: date,
  link: nullable(text),
};

export const EventModel = modelOf<LlmAlertEvent>('LlmAlertEvent', 'Something that happened, reported once.', EVENT, {
  uses: [EventWindowModel],
});

const DeliveredEventModel = modelOf<LlmDeliveredEvent>(
  'LlmDeliveredEvent',
  'An event, and what became of it.',
  { ...EVENT, deliveries: listOf(refTo(EventDeliveryModel)) },
  { uses: [EventWindowModel, EventDeliveryModel] },
);

export const EventPageModel = modelOf<LlmEventPage>(
  'LlmEventPage',
  'Events, newest first.',
  { items: listOf(refTo(DeliveredEventModel)), nextCursor: nullable(text) },
  { uses: [DeliveredEventModel] },
);
