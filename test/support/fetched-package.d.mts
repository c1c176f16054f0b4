/** Path of a package that is not installed with the others: npm fetches it at the first use, without what it can do without. */
export function fetchedPackage(name: string, version: string): string;
