import type { FilterName } from '../../view/view.js';

interface FilterLabel {
  label: string;
  /** What to type. */
  hint: string;
  inputMode?: 'decimal';
}

/** Every filter of `GET calls`. */
export const FILTER_LABELS: Readonly<Record<FilterName, FilterLabel>> = {
  search: { label: 'Search', hint: 'Words in prompts, responses and errors' },
  status: { label: 'Status', hint: 'success, error, timeout, cancelled or pending' },
  callType: { label: 'Type', hint: 'Such as rag_query' },
  kind: { label: 'Kind', hint: 'call, step, tool, retrieval or agent' },
  model: { label: 'Model', hint: 'As the provider answers it' },
  provider: { label: 'Provider', hint: 'Such as openai' },
  name: { label: 'Name', hint: 'What was done, such as ChatService.reply' },
  origin: { label: 'Origin', hint: 'What set it off, such as POST /chat' },
  release: { label: 'Release', hint: 'Of the application' },
  environment: { label: 'Environment', hint: 'Such as production' },
  promptName: { label: 'Prompt', hint: 'Its name' },
  promptVersion: { label: 'Prompt version', hint: 'Such as 3' },
  companyId: { label: 'Company', hint: 'Its id' },
  userId: { label: 'User', hint: 'Their id' },
  sessionId: { label: 'Session', hint: 'Its id' },
  traceId: { label: 'Trace', hint: 'Its id' },
  taskId: { label: 'Task', hint: 'Its id' },
  reviewId: { label: 'Review', hint: 'Its id' },
  parentCallId: { label: 'Parent call', hint: 'Its id' },
  tags: { label: 'Tag', hint: 'Calls that have it' },
  metadata: { label: 'Metadata', hint: 'JSON that they contain, such as {"key":"value"}' },
  minCost: { label: 'Cost from', hint: 'USD', inputMode: 'decimal' },
  minLatencyMs: { label: 'Latency from', hint: 'Milliseconds', inputMode: 'decimal' },
};
