// Places for nodes that came in after the page was laid out: near what they are tied to, on no other node.
// Stress majorisation as in kg/explorer/layout/stress.py (Gansner, Koren and North 2004), one node at a time; the same
// every time.

// Nodes are {key, side, up, down}: the room they take from their point; fixed maps keys to {x, y}.
export function placed(nodes, pairs, fixed, aspect) {
  const points = new Map(fixed),
    near = new Map(nodes.map(({ key }) => [key, []]));
  for (const [a, b] of pairs)
    if (a !== b && near.has(a) && near.has(b)) {
      near.get(a).push(b);
      near.get(b).push(a);
    }
  const free = nodes.map(({ key }) => key).filter((key) => !fixed.has(key));
  const unit =
    70 +
    0.55 *
      Math.sqrt(
        nodes.reduce((sum, node) => sum + 2 * node.side * (node.up + node.down), 0) / Math.max(nodes.length, 1),
      );
  seat(free, near, points, unit, aspect);
  for (let round = 0; round < 40; round += 1) for (const key of free) pull(key, near, points, unit);
  const movable = new Set(free);
  for (let round = 0; round < 150 && part(nodes, points, movable); round += 1);
  return points;
}

// A first seat: beside a tied node that has one; those tied to none that has stand in rings below all others.
function seat(free, near, points, unit, aspect) {
  const waiting = new Set(free),
    turn = 2.399963;
  let count = 0;
  const low = Math.max(0, ...[...points.values()].map(({ y }) => y)),
    first = points.size;
  while (waiting.size) {
    const next = [];
    for (const key of waiting) {
      const seated = near.get(key).filter((other) => points.has(other));
      if (!seated.length) continue;
      const x = seated.reduce((sum, other) => sum + points.get(other).x, 0) / seated.length,
        y = seated.reduce((sum, other) => sum + points.get(other).y, 0) / seated.length;
      const reach = unit * (seated.length > 1 ? 0.4 : 1) * (1 + (count % 7) / 9);
      points.set(key, {
        x: x + reach * Math.cos(count * turn) * Math.sqrt(aspect),
        y: y + (reach * Math.sin(count * turn)) / Math.sqrt(aspect),
      });
      count += 1;
      next.push(key);
    }
    for (const key of next) waiting.delete(key);
    if (next.length || !waiting.size) continue;
    const key = [...waiting].reduce((best, one) => (near.get(one).length > near.get(best).length ? one : best));
    const ring = Math.sqrt(count) * unit;
    points.set(
      key,
      first
        ? { x: ((count % 9) - 4) * unit * 1.6, y: low + unit * (1 + Math.floor(count / 9)) }
        : { x: ring * Math.cos(count * turn), y: ring * Math.sin(count * turn) },
    );
    count += 1;
    waiting.delete(key);
  }
}

// Move one free node to where its distances to near and second-near nodes are as wanted.
function pull(key, near, points, unit) {
  const wanted = new Map();
  for (const one of near.get(key)) {
    for (const two of near.get(one).slice(0, 12)) if (two !== key && !wanted.has(two)) wanted.set(two, 2);
    wanted.set(one, 1);
  }
  const at = points.get(key);
  let x = 0,
    y = 0,
    weight = 0;
  for (const [other, steps] of wanted) {
    const there = points.get(other),
      dx = at.x - there.x,
      dy = at.y - there.y,
      far = Math.hypot(dx, dy) || 1,
      wish = steps * unit,
      by = 1 / (steps * steps);
    x += by * (there.x + (dx * wish) / far);
    y += by * (there.y + (dy * wish) / far);
    weight += by;
  }
  if (weight) points.set(key, { x: x / weight, y: y / weight });
}

// Push overlapping nodes apart along the axis on which they overlap less; return whether any did. A node that
// had its place before gives way only to another such node.
function part(nodes, points, movable) {
  const order = nodes
    .map((node) => ({ node, at: points.get(node.key) }))
    .sort((a, b) => a.at.x - a.node.side - (b.at.x - b.node.side));
  let moved = false;
  for (let i = 0; i < order.length; i += 1) {
    for (let j = i + 1; j < order.length; j += 1) {
      const a = order[i],
        b = order[j];
      if (b.at.x - b.node.side > a.at.x + a.node.side + 160) break;
      const overX = a.node.side + b.node.side + 10 - Math.abs(a.at.x - b.at.x);
      const dy = b.at.y + (b.node.down - b.node.up) / 2 - (a.at.y + (a.node.down - a.node.up) / 2);
      const overY = (a.node.up + a.node.down + b.node.up + b.node.down) / 2 + 8 - Math.abs(dy);
      if (overX <= 0.5 || overY <= 0.5) continue;
      const free = [movable.has(a.node.key), movable.has(b.node.key)];
      if (!free[0] && !free[1]) continue;
      moved = true;
      const shares = free[0] && free[1] ? [0.5, 0.5] : free[0] ? [1, 0] : [0, 1];
      const axis = overX < overY ? "x" : "y",
        over = Math.min(overX, overY),
        way = (axis === "x" ? b.at.x - a.at.x : dy) >= 0 ? 1 : -1;
      a.at = { ...a.at, [axis]: a.at[axis] - way * over * shares[0] };
      b.at = { ...b.at, [axis]: b.at[axis] + way * over * shares[1] };
      points.set(a.node.key, a.at);
      points.set(b.node.key, b.at);
    }
  }
  return moved;
}
