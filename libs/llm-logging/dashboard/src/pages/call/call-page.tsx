import { Page } from '../../components/page.js';

export function CallPage({ params: { id = '' } }: { params: Record<string, string | undefined> }) {
  return <Page title={`Call ${id}`}>{null}</Page>;
}
