import { useMemo, useState } from 'react';
import type { Call } from '../../api/answers.js';
import { useMasked } from '../../api/queries.js';
import { Choice } from '../../components/choice.js';
import { Masked } from '../../components/masked.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { conversationOfCall } from 'llm-exchange/conversation';
import { ConversationView } from '../../texts/conversation-view.js';
import type { TextMode } from '../../texts/message-part.js';

const MODES = [
  { value: 'formatted', label: 'Formatted' },
  { value: 'raw', label: 'Raw' },
] as const;

/** What was asked and answered. */
export function ConversationPanel({ call }: { call: Call }) {
  const [mode, setMode] = useState<TextMode>('formatted');
  const messages = useMemo(() => conversationOfCall(call), [call]);
  return (
    <Panel
      title="Conversation"
      actions={messages.length > 0 && <Choice label="Texts" options={MODES} value={mode} onChange={setMode} />}
    >
      {messages.length === 0 ? <NoTexts call={call} /> : <ConversationView messages={messages} mode={mode} />}
    </Panel>
  );
}

/** Why there is nothing to read. */
function NoTexts({ call }: { call: Call }) {
  if (useMasked()) return <Masked>You see numbers and names. Texts are stored.</Masked>;
  if (call.status === 'pending') return <EmptyState title="Still running. No text is recorded yet." />;
  return (
    <EmptyState title="No text is stored.">
      The call had none, its texts are withheld (<code>redact</code>, <code>capture.payloads</code>), or they were
      removed after their time (<code>payloadDays</code>).
    </EmptyState>
  );
}
