export const DEFAULT_ADMIN_PATH = 'admin/llm';
