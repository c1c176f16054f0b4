import { Component, type ReactNode } from 'react';
import { ErrorState } from '../components/states.js';

/** Keeps a page that fails from taking the rest with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (!('error' in this.state)) return this.props.children;
    return <ErrorState error={this.state.error} retry={() => location.reload()} />;
  }
}
