import { Page } from '../../components/page.js';

export function CallsPage() {
  return <Page title="Calls">{null}</Page>;
}
