import { Page } from '../../components/page.js';

export function ErrorsPage() {
  return <Page title="Errors">{null}</Page>;
}
