// The timeline: what the text dates on a calendar, what it only puts in order, what it says by words alone, and
// what it does not date; on top, a slider that narrows the whole page to a time.
import { el, keepFocus } from "./elements.js";
import { plainName, thingButton, triple, wordsOf } from "./evidence.js";
import { DATA, isNarrator, kindOf, nameOf, term, things } from "./model.js";
import { isEvent, refusals } from "./selection.js";
import { change, choose, now, state } from "./state.js";
import { shapeSwatch } from "./symbols.js";
import { timeItems, timeLanes, timeRange, timesIn } from "./times.js";
import { daysFrom, inWords, isDay, lasting, onAxis, roundedOut, spelled, timeStops, timeTicks } from "./timescale.js";
import { addWords, claims, headed, language, number, quoted, w } from "./words.js";

addWords({
  tabTimeline: ["Chronologie", "Timeline"],
  timeWhen: ["Période", "Period"],
  timeFrom: ["Du", "From"],
  timeTo: ["Au", "To"],
  timeUndated: ["et ce qui n’est pas daté", "and what is not dated"],
  timeAll: ["Tout le temps", "All time"],
  timeOutside: ["Montrer ce qui est hors de cette lecture", "Show what is outside this reading"],
  timeDated: ["Au calendrier", "On the calendar"],
  timeNoDates: ["Le texte ne donne aucune date.", "The text gives no date."],
  timeNoneNow: ["Rien n’est daté dans cette sélection.", "Nothing is dated in this selection."],
  timeOne: ["L’article est du", "The article is of"],
  timeMany: ["Articles :", "Articles:"],
  timeArticles: ["Publication des articles", "Publication of the articles"],
  timeOrdered: ["Dans l’ordre, sans échelle", "In order, not to scale"],
  timeSooner: ["plus tôt", "earlier"],
  timeLater: ["plus tard", "later"],
  timeWorded: ["En mots seuls", "By words alone"],
  timeNot: ["Non datés par le texte", "Not dated by the text"],
  timeInferred: ["inféré", "inferred"],
  timeSaid: ["Dit", "Said"],
  timeDay: ["un jour", "one day"],
  timeWithin: ["un moment de cette durée", "some time within"],
  timeLasted: ["du début à la fin", "from start to end"],
  timeOpen: ["fin ou début non dits", "end or start not told"],
  timeDoubtful: ["date dite incertaine", "date told as uncertain"],
  timeAbout: ["environ, d’après la distance dite", "about then, by the distance told"],
});

const MOST_LINES = 150,
  BINS = 60;
const timeView = { outside: true, lines: MOST_LINES, slider: null };
const everyTime = timeItems(DATA.claims, DATA.articles, () => true);
const wholeTime = everyTime.some((item) => item.claim && (item.earliest || item.latest)) ? timeRange(everyTime) : null;

const timeWords = ([from, to]) =>
  from === to
    ? inWords("day", from, language())
    : `${inWords("day", from, language())} – ${inWords("day", to, language())}`;

// Two native sliders over one track, with how much there is at each time behind them; null where nothing is dated
// or all on one day. It is built once, so that a drag goes on while all around it follows.
function timeSlider(onchange = (time) => change({ filters: { ...state.filters, time } })) {
  if (!wholeTime || wholeTime.from === wholeTime.to) return null;
  const range = roundedOut(wholeTime),
    stops = timeStops(range),
    last = stops.length - 1;
  let waiting = 0;
  const low = el("input", { type: "range", id: "time-from", min: 0, max: last, value: 0, oninput: () => move(low) });
  const high = el("input", { type: "range", id: "time-to", min: 0, max: last, value: last, oninput: () => move(high) });
  const undated = el("input", { type: "checkbox", id: "time-undated", checked: true, onchange: () => report() });
  const back = el("button.copy", {
    id: "time-all",
    onclick: () => {
      show(null);
      onchange(null);
    },
  });
  const span = el("span.time-chosen"),
    bins = el("div.time-bins", { "aria-hidden": "true" }),
    shownTime = el("output.time-text");
  const chosen = () => [stops[low.value][0], stops[high.value][1], undated.checked];
  const report = () => {
    clearTimeout(waiting);
    onchange(Number(low.value) === 0 && Number(high.value) === last && undated.checked ? null : chosen());
  };
  const move = (own) => {
    if (Number(low.value) > Number(high.value)) own.value = own === low ? high.value : low.value;
    speak();
    clearTimeout(waiting);
    waiting = setTimeout(report, 120);
  };
  const speak = () => {
    const [from, to] = chosen();
    low.setAttribute("aria-valuetext", inWords("day", from, language()));
    high.setAttribute("aria-valuetext", inWords("day", to, language()));
    shownTime.textContent = timeWords([from, to]);
    // both at the end: the one that can still move lies on top
    low.classList.toggle("above", Number(low.value) > last / 2);
    span.style.insetInlineStart = `${(100 * low.value) / last}%`;
    span.style.insetInlineEnd = `${100 - (100 * high.value) / last}%`;
    back.disabled = Number(low.value) === 0 && Number(high.value) === last && undated.checked;
  };
  const show = (time) => {
    const at = (day) => stops.findIndex((stop) => stop[1] >= day);
    low.value = time ? Math.max(0, at(time[0])) : 0;
    high.value = time ? (at(time[1]) < 0 ? last : at(time[1])) : last;
    undated.checked = time ? Boolean(time[2]) : true;
    low.setAttribute("aria-label", w("timeFrom"));
    high.setAttribute("aria-label", w("timeTo"));
    label.textContent = w("timeUndated");
    title.textContent = w("timeWhen");
    back.textContent = w("timeAll");
    speak();
  };
  const label = el("span"),
    title = el("h2");
  const node = el(
    "div.time-slider",
    { role: "group" },
    el("div.time-settings", el("p", title, shownTime), el("p", el("label.checkbox", undated, label), back)),
    el("div.time-track", bins, el("span.time-rail"), span, low, high),
  );
  return { node, range, show, fill: (items) => bins.replaceChildren(...timeBins(items, range)) };
}

// How many items may hold in each part of a range.
function timeBins(items, { from, to }) {
  const days = daysFrom(from, to) + 1,
    counts = Array.from({ length: BINS }, () => 0),
    bin = (day) => Math.max(0, Math.min(BINS - 1, Math.floor((BINS * daysFrom(from, day)) / days)));
  for (const item of items)
    for (
      let at = item.earliest ? bin(item.earliest) : 0, end = item.latest ? bin(item.latest) : BINS - 1;
      at <= end;
      at += 1
    )
      counts[at] += 1;
  const most = Math.max(1, ...counts);
  return counts.map((count) => {
    const bar = el("i");
    bar.style.blockSize = `${(100 * count) / most}%`;
    return bar;
  });
}

// ---- one line: its words on the left, its mark on the right ----
// A row's times in words; what is said twice from one anchor is said once, with its distance.
function timeTold(items) {
  const said = new Map();
  for (const item of items) {
    if (item.words) said.set(item.words, wordsOf(item.claim, item.words));
    if (item.edtf) said.set(item.edtf, el("bdi", spelled(item.edtf, language())));
    const far = item.distance ? ", " + lasting(item.distance, language()) : "";
    if (item.anchor && (far || !said.has(item.anchor)))
      said.set(item.anchor, el("bdi", `${term(item.relation)} ${nameOf(item.anchor)}${far}`));
  }
  return [...said.values()];
}

function timeLabel(row) {
  const open = () => choose(row.claim ? { claim: row.claim.iri } : { node: row.what });
  const thing = things.get(row.what),
    plain = !row.claim || (isEvent(row.what) && !row.negated);
  const name =
    row.of === "said"
      ? [`${headed("timeSaid")} `, el("bdi", quoted(row.claim.quote))]
      : plain
        ? el("bdi", nameOf(row.what))
        : triple(row.claim, plainName);
  const others = new Set(row.items.map((item) => item.claim)).size - 1,
    status = row.claim && now.statusOf(row.claim);
  const aside = row.claim
    ? [
        row.claim.basis === "Inferred" && w("timeInferred"),
        !isNarrator(row.claim.claimant) && el("bdi", nameOf(row.claim.claimant)),
        status && status !== "Asserted" && el("span", { class: "badge " + status }, term(status)),
        !row.admitted && w("refused"),
      ]
    : [];
  const listed = [...timeTold(row.items), ...aside.filter(Boolean).map((part) => el("span.aside", part))];
  return el(
    "div.time-label",
    el("button.time-what", { onclick: open }, thing && plain && shapeSwatch(kindOf(thing).look), el("span", name)),
    listed.length > 0 &&
      el(
        "p",
        listed.flatMap((part, at) => (at ? [" · ", part] : [part])),
        others > 0 && [" · ", el("button.link", { onclick: () => choose({ node: row.what }) }, `+${claims(others)}`)],
      ),
  );
}

function timeLine(row, marks, spines) {
  const place = (node, from, to) => {
    node.style.insetInlineStart = `${100 * from}%`;
    if (to !== undefined) node.style.inlineSize = `${100 * Math.max(0, to - from)}%`;
    return node;
  };
  const bones = spines.map(([kind, from, to]) => place(el("i", { class: `spine ${kind}` }), from, to));
  const drawn = marks.map(({ kind, from, to }) => place(el("i", { class: `mark ${kind}` }), from, to));
  const chosen = state.chosen && row.claim && row.items.some((item) => item.claim.iri === state.chosen.claim);
  return el(
    "li",
    {
      class: `time-line${row.admitted ? "" : " out"}${chosen ? " chosen" : ""}`,
      ...(row.claim && { "data-claim": row.claim.iri }),
    },
    timeLabel(row),
    el("div.time-plot", { "aria-hidden": "true" }, bones, drawn),
  );
}

// Lines down from each anchor to what is dated from it: for each row the pieces that pass through it.
function timeSpines(rows, at, reach) {
  const index = new Map(rows.map((row, place) => [row, place])),
    pieces = rows.map(() => new Map());
  rows.forEach((row, place) => {
    if (!index.has(row.parent)) return;
    const x = at(row.parent, row),
      put = (line, kind) => {
        const had = pieces[line].get(x);
        pieces[line].set(x, had && had !== kind ? "through" : kind);
      };
    for (let line = index.get(row.parent) + 1; line < place; line += 1) pieces[line].set(x, "through");
    put(place, "end");
    put(index.get(row.parent), "start");
    pieces[place].set(`reach ${x}`, [x, reach(row)]);
  });
  return pieces.map((found) =>
    [...found].map(([x, kind]) => (Array.isArray(kind) ? ["reach", Math.min(...kind), Math.max(...kind)] : [kind, x])),
  );
}

// ---- the calendar ----
function calendarMarks(row, x) {
  const doubt = /[?~%]/.test(row.edtf) ? " doubtful" : "",
    lasted = row.edtf.includes("/") || row.relation === "Since" ? " lasted" : " within";
  const from = row.earliest ? x(row.earliest) : 0,
    to = row.latest ? x(row.latest, 1) : 1;
  const about = row.about && { kind: "bar about", from: x(row.about[0]), to: x(row.about[1], 1) };
  const mark =
    row.earliest && row.earliest === row.latest
      ? { kind: "dot" + doubt, from: (from + to) / 2 }
      : { kind: `bar${lasted}${doubt}${row.earliest ? "" : " unbegun"}${row.latest ? "" : " unended"}`, from, to };
  return [mark, about].filter(Boolean);
}

function calendar(rows, some, articles, time) {
  const range =
    time && time.slice(0, 2).every(isDay) && time[0] <= time[1]
      ? { from: time[0], to: time[1] }
      : roundedOut(timeRange([...rows, ...articles]));
  const days = daysFrom(range.from, range.to) + 1;
  const x = (day, past = 0) => Math.max(0, Math.min(1, (daysFrom(range.from, day) + past) / days)),
    middle = (day) => (x(day) + x(day, 1)) / 2;
  const anchor = (parent, row) =>
    row.relation === "Before"
      ? parent.latest
        ? middle(parent.latest)
        : 1
      : parent.earliest
        ? middle(parent.earliest)
        : 0;
  const spines = timeSpines(some, anchor, (row) =>
    row.relation === "Before" ? x(row.latest || range.to) : x(row.earliest || range.from),
  );
  const ticks = timeTicks(range).map((tick) => {
    const node = el("span", { class: x(tick.day) > 0.93 ? "late" : "" }, onAxis(tick, language()));
    node.style.insetInlineStart = `${100 * x(tick.day)}%`;
    return node;
  });
  const within = articles.filter((one) => one.earliest >= range.from && one.earliest <= range.to);
  const issued =
    within.length <= 6
      ? within
          .map((one, at) => [
            at ? " · " : "",
            el(
              "button.link",
              { onclick: () => choose({ sentence: DATA.sentences.findIndex(([id]) => id === one.what) }) },
              spelled(one.edtf, language()),
            ),
          ])
          .flat()
      : [number(within.length) + w("colon") + " " + timeWords([within[0].earliest, within.at(-1).earliest])];
  const issues = within.map((one) => {
    const mark = el("i.mark.issue");
    mark.style.insetInlineStart = `${100 * middle(one.earliest)}%`;
    return mark;
  });
  return el(
    "div.time-chart",
    el("div.time-axis", { "aria-hidden": "true" }, el("div"), el("div", ticks)),
    el(
      "div.time-grid",
      { "aria-hidden": "true" },
      el("div"),
      el(
        "div",
        ticks.map((tick) => {
          const line = el("i");
          line.style.insetInlineStart = tick.style.insetInlineStart;
          return line;
        }),
      ),
    ),
    within.length > 0 &&
      el(
        "div.time-line.issues",
        el("div.time-label", el("span.aside", w("timeArticles")), el("p", issued)),
        el("div.time-plot", { "aria-hidden": "true" }, issues),
      ),
    el(
      "ol",
      some.map((row, at) => timeLine(row, calendarMarks(row, x), spines[at])),
    ),
  );
}

function timeLegend(rows) {
  const kinds = new Set(rows.flatMap((row) => calendarMarks(row, () => 0).map(({ kind }) => kind))),
    some = (test) => [...kinds].some((kind) => test.test(kind));
  const samples = [
    ["dot", "timeDay", /^dot/],
    ["bar within", "timeWithin", /within(?!.*un)/],
    ["bar lasted", "timeLasted", /lasted(?!.*un)/],
    ["bar lasted unended", "timeOpen", /unended|unbegun/],
    ["bar doubtful", "timeDoubtful", /doubtful/],
    ["bar about", "timeAbout", /about/],
  ];
  return el(
    "ul.time-legend",
    samples
      .filter(([, , test]) => some(test))
      .map(([kind, word]) =>
        el("li", el("span.time-sample", { "aria-hidden": "true" }, el("i", { class: "mark " + kind })), w(word)),
      ),
  );
}

// ---- what is only put in order ----
function orderChart(rows, some) {
  const steps = Math.max(...rows.map((row) => row.step)) + 1,
    x = (row) => (row.step + 0.35) / steps;
  const spines = timeSpines(some, x, x);
  const marks = (row) =>
    [
      row.items.some((item) => item.relation === "Since") && {
        kind: "bar lasted unended onward",
        from: x(row),
        to: x(row) + 0.6 / steps,
      },
      { kind: row.claim ? "dot" : "dot bare", from: x(row) },
    ].filter(Boolean);
  return el(
    "div.time-chart",
    el("div.time-axis.order", el("div"), el("div", el("span", w("timeSooner")), el("span", `${w("timeLater")} →`))),
    el(
      "ol",
      some.map((row, at) => timeLine(row, marks(row), spines[at])),
    ),
  );
}

function moreLines(section, word, length) {
  const on = () => {
    timeView.lines += MOST_LINES;
    renderTimeline(section);
  };
  return el(
    "p.time-more",
    `${number(timeView.lines)} / ${number(length)}`,
    el("button.copy", { id: "more-" + word, onclick: on }, w("more")),
  );
}

function passesFilters(claim, filters) {
  const kinds = [claim.subject, claim.object].filter((end) => things.has(end)).map((end) => things.get(end).kind);
  return (
    !filters.relation.has(claim.relation) &&
    !kinds.some((kind) => filters.kind.has(kind)) &&
    !refusals(claim, filters, now.standing).length
  );
}

function renderTimeline(section) {
  if (!timeView.slider) timeView.slider = timeSlider();
  if (!section.firstChild)
    section.append(el("div.sheet.time", el("p.lead"), timeView.slider && timeView.slider.node, el("div.time-body")));
  const items = timeItems(
      DATA.claims.filter((claim) => passesFilters(claim, state.filters)),
      DATA.articles,
      now.isAdmitted,
    ),
    outside = items.filter((item) => !item.admitted).length;
  const shown = items.filter((item) => item.admitted || timeView.outside),
    articles = items.filter((item) => item.of === "article");
  const lanes = timeLanes(shown, isEvent),
    placed = new Set([...everyTime, ...lanes.ordered].map((one) => one.what));
  const silent = [...new Set(now.links.flatMap((link) => [link.tail, link.head]))]
    .filter((iri) => isEvent(iri) && !placed.has(iri))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  if (timeView.slider) {
    timeView.slider.show(state.filters.time);
    timeView.slider.fill(
      everyTime.filter(
        (item) =>
          item.kind === "dated" &&
          (timeView.outside || now.isAdmitted(item.claim)) &&
          passesFilters(item.claim, { ...state.filters, time: null }),
      ),
    );
  }
  const part = (word, list, content) =>
    list.length > 0 &&
    el(
      "section",
      el("h2", w(word), el("span.count", number(list.filter((one) => one.claim !== null).length))),
      content(list, list.slice(0, timeView.lines)),
      list.length > timeView.lines && moreLines(section, word, list.length),
    );
  const toggle =
    outside > 0 &&
    el(
      "label.checkbox",
      el("input", {
        id: "time-outside",
        type: "checkbox",
        checked: timeView.outside,
        onchange: (event) => {
          timeView.outside = event.target.checked;
          renderTimeline(section);
        },
      }),
      `${w("timeOutside")} (${number(outside)})`,
    );
  const undated =
    !lanes.dated.length &&
    el(
      "p.empty",
      w(wholeTime ? "timeNoneNow" : "timeNoDates"),
      !wholeTime &&
        articles.length > 0 &&
        " " +
          w(articles.length > 1 ? "timeMany" : "timeOne") +
          " " +
          timeWords([articles[0].earliest, articles[articles.length - 1].earliest]) +
          ".",
    );
  keepFocus(section, () => {
    section.querySelector(".lead").replaceChildren(...[toggle].filter(Boolean));
    section.querySelector(".time-body").replaceChildren(
      ...[
        undated,
        part("timeDated", lanes.dated, (rows, some) => [
          calendar(rows, some, articles, state.filters.time),
          timeLegend(some),
        ]),
        part("timeOrdered", lanes.ordered, orderChart),
        part("timeWorded", lanes.worded, (rows, some) =>
          el(
            "ol.time-words",
            some.map((row) => timeLine(row, [], [])),
          ),
        ),
        part("timeNot", silent, (list, some) =>
          el(
            "ul.time-not",
            some.map((iri) => el("li", shapeSwatch(kindOf(things.get(iri)).look), thingButton(iri))),
          ),
        ),
      ].filter(Boolean),
    );
  });
}

export const timelineView = {
  name: "timeline",
  word: "tabTimeline",
  render: renderTimeline,
  when: () => DATA.claims.some((claim) => timesIn(claim).length) || DATA.things.some((thing) => isEvent(thing.iri)),
};
