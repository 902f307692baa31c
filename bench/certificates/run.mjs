// recover → certify → orthant-verify, each in its own process, wall clock of the whole process.
// Environment: THREADS (1), STATIONARITY (1e-12, where recover stops), STARTS (50, of digits), SECONDS_EACH
// (7200, more is a failure), CERTIFY_FLAGS (further flags of orthant certify).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [orthant, verifier, out, ...chosen] = process.argv.slice(2);
const setting = (name, fallback) => process.env[name] ?? fallback;
const threads = ["--threads", setting("THREADS", "1")];
const stationarity = setting("STATIONARITY", "1e-12");
const starts = Number(setting("STARTS", "50"));
const certifyFlags = setting("CERTIFY_FLAGS", "").split(" ").filter((word) => word !== "");

const sets = [
  { name: "digits", data: "digits", rank: 5, starts },
  { name: "digits", data: "digits", rank: 10, starts },
  { name: "digits", data: "digits", rank: 20, starts },
  { name: "fashion", data: join(out, "inputs/fashion-2000.npy"), rank: 25, starts: 1 },
  { name: "brown", data: join(out, "inputs/brown.mtx"), rank: 10, starts: 1 },
].filter((set) => chosen.length === 0 || chosen.includes(set.name));
if (sets.length === 0) throw new Error(`sets ${chosen}; expected digits, fashion or brown`);

function run(program, args) {
  const begin = process.hrtime.bigint();
  const done = spawnSync(program, args, { encoding: "utf8", timeout: 1000 * Number(setting("SECONDS_EACH", "7200")) });
  if (done.error && done.error.code !== "ETIMEDOUT") throw done.error;
  const said = `${done.stdout}\n${done.stderr}`.trim();
  return { code: done.status ?? -1, said, seconds: Number(process.hrtime.bigint() - begin) / 1e9 };
}

const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const last = (text) => text.split("\n").pop();

// One point of each start; of those that agree in the objective to 1e-9 the first stays.
function minima(set) {
  const found = [];
  for (let seed = 1; seed <= set.starts; ++seed) {
    const folder = join(out, "points", `${set.name}-${set.rank}`, String(seed));
    mkdirSync(folder, { recursive: true });
    const done = run(orthant, ["recover", set.data, "--rank", `${set.rank}`, "--starts", "1", "--seed", `${seed}`,
      "--stationarity", stationarity, "--max-iterations", "200000", "--numeric", "--out", folder, "--quiet",
      ...threads]);
    if (done.code !== 0 || !existsSync(join(folder, "solution.json"))) throw new Error(`recover: ${done.said}`);
    const { objective, starts: [start] } = json(join(folder, "solution.json"));
    const same = found.find((point) => Math.abs(point.objective - objective) <= 1e-9 * objective);
    if (same) ++same.hits;
    else found.push({ seed, folder, objective, hits: 1, stationarity: start.stationarity, find: done.seconds });
  }
  return found.sort((a, b) => a.objective - b.objective);
}

function judge(set, point) {
  const folder = join(out, "certificates", `${set.name}-${set.rank}`, String(point.seed));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The lowest point known is the witness of the others.
  const witness = point.best && point.best !== point.folder ? ["--witness", point.best] : [];
  const certify = run(orthant, ["certify", set.data, "--factors", point.folder, "--out", folder, "--quiet",
    ...witness, ...threads, ...certifyFlags]);
  const path = join(folder, "certificate.json");
  if (!existsSync(path)) return { certify: certify.seconds, rigor: "none", reason: last(certify.said) };
  const { rigor, verdict, spurious, reasons, proof } = json(path);
  const row = { certify: certify.seconds, rigor, verdict, spurious, method: proof?.method ?? null, reason: reasons.at(-1) };
  if (!proof) return row;
  const verify = run(verifier, [path, '--max-seconds', '36000']);
  return { ...row, verify: verify.seconds, accepted: verify.code === 0, answer: last(verify.said) };
}

const results = [];
const table = ["| data | rank | starts | minima | proved | accepted | spurious | find s | certify s | verify s |",
  "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"];
for (const set of sets) {
  const points = minima(set);
  for (const point of points) {
    Object.assign(point, { set: set.name, rank: set.rank, best: points[0].folder });
    Object.assign(point, judge(set, point));
    console.error(`${set.name} ${set.rank} seed ${point.seed}: ${point.verdict}, ${point.rigor}, ` +
      `accepted ${point.accepted ?? "-"}, ${point.answer ?? point.reason}`);
  }
  results.push(...points);
  const count = (holds) => points.filter(holds).length;
  const longest = (key) => Math.max(...points.map((point) => point[key] ?? 0)).toFixed(2);
  table.push(`| ${[set.name, set.rank, set.starts, points.length,
    count((point) => point.rigor === "verified" || point.rigor === "exact"), count((point) => point.accepted),
    count((point) => point.accepted && point.spurious), longest("find"), longest("certify"), longest("verify"),
  ].join(" | ")} |`);
  writeFileSync(join(out, "results.json"), JSON.stringify(results, null, 1) + "\n");
  writeFileSync(join(out, "results.md"), table.join("\n") + "\n");
}
console.log(table.join("\n"));
process.exitCode = results.every((point) => point.accepted) ? 0 : 1;
