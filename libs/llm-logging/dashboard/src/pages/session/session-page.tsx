import { Page } from '../../components/page.js';

export function SessionPage({ params: { sessionId = '' } }: { params: Record<string, string | undefined> }) {
  return <Page title={`Session ${sessionId}`}>{null}</Page>;
}
