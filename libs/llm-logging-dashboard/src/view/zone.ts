/** Where days, weeks and months of the figures begin: as the server says, once before anything is drawn. */
let reporting = 'UTC';

export function reportingZone(): string {
  return reporting;
}

/** Zones that this browser does not know leave it as it was. */
export function setReportingZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    reporting = zone;
  } catch {
    // An older browser than the server's list of zones.
  }
}

/** Formats in the reporting zone, made when they are first used: the zone is known by then. */
export function zoned(locale: string, options: Intl.DateTimeFormatOptions): (date: Date) => string {
  let made: { zone: string; format: Intl.DateTimeFormat } | undefined;
  return (date) => {
    if (made?.zone !== reporting)
      made = { zone: reporting, format: new Intl.DateTimeFormat(locale, { ...options, timeZone: reporting }) };
    return made.format.format(date);
  };
}
