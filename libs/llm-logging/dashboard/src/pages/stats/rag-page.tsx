import { Page } from '../../components/page.js';

export function RagPage() {
  return <Page title="RAG">{null}</Page>;
}
