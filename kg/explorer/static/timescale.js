// Days, the marks of an axis, and dates in words: a date is said as finely as its EDTF, and no finer.
const DAY = 86_400_000;
const dateOf = (iso) => new Date(iso + "T00:00:00Z");
const isoOf = (date) => date.toISOString().slice(0, 10);
export const isDay = (text) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(dateOf(text).getTime()) && isoOf(dateOf(text)) === text;
export const daysFrom = (from, to) => Math.round((dateOf(to) - dateOf(from)) / DAY);

// A day moved by an ISO 8601 duration in whole years, months, weeks and days; a month that is too short ends it.
export function shifted(iso, duration, sign = 1) {
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(duration) || [];
  const [years, months, weeks, days] = [1, 2, 3, 4].map((part) => sign * Number(parts[part] || 0));
  const date = dateOf(iso),
    wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + 12 * years + months);
  const end = new Date(date);
  end.setUTCMonth(end.getUTCMonth() + 1, 0);
  date.setUTCDate(Math.min(wanted, end.getUTCDate()) + 7 * weeks + days);
  return inCalendar(date);
}

// A day of the calendar that EDTF writes with four digits; what lies beyond is its first or last.
function inCalendar(date) {
  const year = date.getUTCFullYear();
  return year < 1 ? "0001-01-01" : year > 9999 ? "9999-12-31" : isoOf(date);
}

// The first day of the day, month or year of a date, or of the span of so many years that it lies in.
function startOf(unit, iso, size = 1) {
  if (unit === "day") return iso;
  if (unit === "month") return iso.slice(0, 8) + "01";
  const year = Math.max(1, Math.floor(Number(iso.slice(0, 4)) / size) * size);
  return `${String(year).padStart(4, "0")}-01-01`;
}

const onward = (unit, start, size) => shifted(start, `P${size}${{ day: "D", month: "M", year: "Y" }[unit]}`);

// Every unit that begins from one day to another, from the one that holds the first.
function startsIn(unit, size, from, to) {
  const found = [];
  for (
    let start = startOf(unit, from, size);
    start <= to && start !== found[found.length - 1];
    start = startOf(unit, onward(unit, start, size), size)
  )
    found.push(start);
  return found;
}

// A range that begins and ends with a month, with a year if it is long, with a decade if it is longer.
export function roundedOut({ from, to }) {
  const days = daysFrom(from, to);
  const [unit, size] = days <= 1100 ? ["month", 1] : days <= 60 * 366 ? ["year", 1] : ["year", 10];
  return { from: startOf(unit, from, size), to: lastOf(unit, startOf(unit, to, size), size) };
}

// The last day of a unit that begins on a day; the calendar ends with the year 9999.
function lastOf(unit, start, size = 1) {
  const next = unit === "day" ? "" : onward(unit, start, size);
  return !next ? start : next === "9999-12-31" ? next : shifted(next, "P1D", -1);
}

const TICKS = [
  ["day", 1],
  ["day", 2],
  ["day", 7],
  ["month", 1],
  ["month", 3],
  ["month", 6],
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map((years) => ["year", years]),
];

// The marks of an axis: as many days, months or years as there is room for.
export function timeTicks({ from, to }, most = 8) {
  const days = daysFrom(from, to) + 1,
    length = { day: 1, month: 30.4, year: 365.2 };
  const [unit, size] = TICKS.find(([name, times]) => days / (length[name] * times) <= most) || TICKS[TICKS.length - 1];
  const inYear = (start) => unit !== "month" || (Number(start.slice(5, 7)) - 1) % size === 0;
  return startsIn(unit, unit === "month" ? 1 : size, from, to)
    .filter((start) => start >= from && inYear(start))
    .map((day) => ({ day, unit }));
}

// The steps of a slider, each its first and last day: days, then months, then years as the range grows.
export function timeStops({ from, to }) {
  const days = daysFrom(from, to);
  const unit = days <= 800 ? "day" : days <= 100 * 366 ? "month" : "year";
  return startsIn(unit, 1, from, to).map((start) => [start, lastOf(unit, start)]);
}

// The same format is asked for hundreds of times, and slow to make.
const formats = new Map();
function dateFormat(language, options) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key))
    formats.set(key, new Intl.DateTimeFormat(language === 0 ? "fr" : "en-GB", { ...options, timeZone: "UTC" }));
  return formats.get(key);
}
const UNITS = {
  day: { day: "numeric", month: "long", year: "numeric" },
  month: { month: "long", year: "numeric" },
  year: { year: "numeric" },
};
export const inWords = (unit, iso, language) =>
  dateFormat(language, UNITS[unit])
    .format(dateOf(iso))
    .replace(/^1 (?=\D)/, language === 0 ? "1er " : "1 ");
export const onAxis = ({ day, unit }, language) =>
  unit === "year"
    ? String(Number(day.slice(0, 4)))
    : dateFormat(
        language,
        unit === "day" ? { day: "numeric", month: "short" } : { month: "short", year: "numeric" },
      ).format(dateOf(day));

const SEASONS = [
  ["printemps", "spring"],
  ["été", "summer"],
  ["automne", "autumn"],
  ["hiver", "winter"],
];

// An EDTF string in French (0) or English (1), as fine as it is; one that is seldom written stays as it is.
export function spelled(edtf, language) {
  const ends = edtf.split("/");
  if (ends.length === 2)
    return ends.map((end) => (end === ".." || end === "" ? "…" : spelled(end, language))).join(" – ");
  const [, date, doubt] = /^([^?~%]*)([?~%]?)$/.exec(edtf) || [null, "", ""];
  const said = plainly(date, language);
  if (!said) return edtf;
  const about = doubt === "~" || doubt === "%" ? `${language === 0 ? "vers" : "about"} ${said}` : said;
  return doubt === "?" || doubt === "%" ? `${about} (?)` : about;
}

function plainly(date, language) {
  const moment = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?$/.exec(date);
  if (moment) return inWords("day", moment[1], language) + (moment[2] ? `, ${moment[2]}` : "");
  const [, year, part] = /^(\d{4})(?:-(\d\d|XX))?$/.exec(date.replace(/-XX$/, "")) || [];
  if (year && !part) return String(Number(year));
  if (part && part <= "12") return inWords("month", `${year}-${part}-01`, language);
  if (part >= "21" && part <= "24") return `${SEASONS[part - 21][language]} ${Number(year)}`;
  if (/^\d{3}X$/.test(date)) return language === 0 ? `années ${date.slice(0, 3)}0` : `${date.slice(0, 3)}0s`;
  if (/^\d{1,2}X{2,3}$/.test(date)) return `${date.replace(/X/g, "0")}–${date.replace(/X/g, "9")}`;
  return "";
}

// A duration in words, as in "1 year 2 months".
export function lasting(duration, language) {
  const said = (amount, unit) =>
    new Intl.NumberFormat(language === 0 ? "fr" : "en", { style: "unit", unit, unitDisplay: "long" }).format(amount);
  const names = { Y: "year", M: "month", W: "week", D: "day" };
  return [...duration.matchAll(/(\d+)([YMWD])/g)]
    .map(([, amount, letter]) => said(Number(amount), names[letter]))
    .join(" ");
}
