import { Page } from '../../components/page.js';

export function TracePage({ params: { traceId = '' } }: { params: Record<string, string | undefined> }) {
  return <Page title={`Trace ${traceId}`}>{null}</Page>;
}
