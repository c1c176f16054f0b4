export function expectedSchema(): string[];
