import type { Call } from '../../api/answers.js';
import { Panel } from '../../components/panel.js';
import { spokenParameters } from 'llm-exchange/conversation';
import { JsonView } from '../../texts/json-view.js';
import { Facts } from './facts.js';

/** What was asked for besides the texts. */
export function ParametersPanel({ call }: { call: Call }) {
  const { requestModel, model, temperature, maxTokens, requestParameters } = call;
  const spoken = new Set(spokenParameters(requestParameters));
  const rest = Object.entries(requestParameters ?? {}).filter(([name]) => !spoken.has(name));
  const facts = [
    ['Provider', call.provider],
    ['Requested model', requestModel],
    ['Answering model', model === requestModel ? null : model],
    ['Temperature', temperature],
    ['Max output tokens', maxTokens],
  ] as const;
  if (rest.length === 0 && facts.every(([, value]) => value === null)) return null;
  return (
    <Panel title="Parameters">
      <Facts facts={facts} />
      {rest.length > 0 && <JsonView value={Object.fromEntries(rest)} openDepth={1} />}
    </Panel>
  );
}
