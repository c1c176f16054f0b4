export function privacyPage(): Promise<{ page: string; wanted: string }>;
