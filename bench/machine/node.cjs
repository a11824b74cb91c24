// Times every piece of work in two builds of the same program, in turns, and prints
// { id: { page: [nanoseconds of a step, …], fast: […] } }.
'use strict';

const ROUNDS = 15;
// A round takes about as long as this, so that neither the clock nor the call counts.
const NANOSECONDS = 15e6;

const [page, fast] = process.argv.slice(2).map((path) => require(path));

const time = (ready, steps) => {
  const begun = process.hrtime.bigint();
  ready.run(steps);
  return Number(process.hrtime.bigint() - begun);
};

// Doing it is also what makes V8 compile it well.
const enough = (ready) => {
  let steps = 1;
  let taken = time(ready, steps);
  while (taken < NANOSECONDS / 2) {
    steps *= 2;
    taken = time(ready, steps);
  }
  return Math.max(1, Math.round((steps * NANOSECONDS) / taken));
};

const measured = {};
for (const id of page.ids()) {
  const builds = Object.entries({ page, fast }).map(([name, module]) => {
    const ready = module.Ready.prepare(id);
    return { name, ready, steps: enough(ready), rounds: [] };
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { ready, steps, rounds } of builds) rounds.push(time(ready, steps) / steps);
  }
  for (const { ready } of builds) ready.free();
  measured[id] = Object.fromEntries(builds.map(({ name, rounds }) => [name, rounds]));
}
console.log(JSON.stringify(measured));
