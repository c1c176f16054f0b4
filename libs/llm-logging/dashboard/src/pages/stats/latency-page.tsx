import { Page } from '../../components/page.js';

export function LatencyPage() {
  return <Page title="Latency">{null}</Page>;
}
