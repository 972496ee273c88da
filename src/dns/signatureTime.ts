/** Times in RRSIG: seconds since 1970 in 32 bits, as YYYYMMDDHHmmSS in UTC (RFC 4034 §3.1.5, §3.2). */

/** The text of the seconds, which count from 1970 up to 2106. */
export function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace(/[-T:]/g, '');
}

/** The seconds of such a text, or of plain digits. Throws RangeError for anything else. */
export function parseTime(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  const seconds =
    parts === null
      ? Number(/^\d{1,10}$/.test(text) ? text : Number.NaN)
      : Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`) / 1000;
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 0xffffffff)
    throw new RangeError(`not a signature's time (YYYYMMDDHHmmSS, 1970 to 2106): ${text}`);
  return seconds;
}
