// Measures and walks over links, whichever way these point: no more than who is tied to whom.
export function neighbours(links) {
  const near = new Map();
  const tie = (a, b) => (near.has(a) ? near.get(a).add(b) : near.set(a, new Set([b])));
  for (const { tail, head } of links) {
    for (const end of [tail, head]) if (!near.has(end)) near.set(end, new Set());
    if (tail !== head) {
      tie(tail, head);
      tie(head, tail);
    }
  }
  return near;
}

// How many distinct neighbours each node has.
export const degrees = (links) => new Map([...neighbours(links)].map(([node, near]) => [node, near.size]));

// The parts that hang together, the largest first, each a list of nodes.
export function components(links) {
  const near = neighbours(links),
    seen = new Set(),
    parts = [];
  for (const start of near.keys()) {
    if (seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (const node of part)
      for (const next of near.get(node))
        if (!seen.has(next)) {
          seen.add(next);
          part.push(next);
        }
    parts.push(part);
  }
  return parts.sort((a, b) => b.length - a.length);
}

// Steps from a node to every other that it reaches.
function stepsFrom(near, start) {
  const steps = new Map([[start, 0]]),
    queue = [start];
  for (const node of queue)
    for (const next of near.get(node) || [])
      if (!steps.has(next)) {
        steps.set(next, steps.get(node) + 1);
        queue.push(next);
      }
  return steps;
}

// The shortest walks between two nodes, in the order of their nodes, at most so many.
function shortestWalks(links, start, end, most) {
  const near = neighbours(links);
  if (!near.has(start) || !near.has(end) || start === end) return [];
  const away = stepsFrom(near, end),
    found = [];
  if (!away.has(start)) return found;
  const stack = [[start]];
  while (stack.length && found.length < most) {
    const walk = stack.pop(),
      last = walk[walk.length - 1];
    if (last === end) found.push(walk);
    else
      for (const next of [...near.get(last)]
        .filter((node) => away.get(node) === away.get(last) - 1)
        .sort()
        .reverse())
        stack.push([...walk, next]);
  }
  return found;
}

// Walks one and two steps longer than the shortest, without a node twice, until there are enough.
export function walksBetween(links, start, end, most) {
  const found = shortestWalks(links, start, end, most);
  if (!found.length || found.length >= most) return found;
  const near = neighbours(links),
    away = stepsFrom(near, end),
    shortest = found[0].length - 1;
  for (const length of [shortest + 1, shortest + 2]) {
    const longer = [],
      stack = [[start]];
    let tries = 0;
    while (stack.length && (tries += 1) < 20000) {
      const walk = stack.pop(),
        last = walk[walk.length - 1],
        left = length - (walk.length - 1);
      if (last === end) {
        if (left === 0) longer.push(walk);
        continue;
      }
      for (const next of near.get(last))
        if (away.get(next) <= left - 1 && !walk.includes(next)) stack.push([...walk, next]);
    }
    found.push(...longer.sort((a, b) => (a.join() < b.join() ? -1 : 1)).slice(0, most - found.length));
    if (found.length >= most) break;
  }
  return found;
}
