"""A million mutated inputs for every reader: only ``DuiyiError`` may come out, in bounded time and memory.

``uv run python tests/bench/fuzz.py [--inputs 1000000] [--seed 0] [--only NAME …] [--keep FOLDER]``

The inputs are shared out evenly among the readers of ``tests/support/fuzz_targets.py``; the same seed gives
the same inputs. Each may take two seconds of processor time and raise the peak of memory by 200 MB. Prints,
for each reader, how many inputs it had, how many it refused, and inputs a CPU-second; then what came out that
should not, with the smallest input of its kind (written to ``--keep``). Exit status 1 if anything did.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from fuzz_targets import targets
from fuzzing import Finding, Tally, fuzz


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--inputs", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--only", nargs="*")
    options.add_argument("--keep", type=Path)
    chosen = options.parse_args()
    found = [target for name, target in targets().items() if not chosen.only or name in chosen.only]
    tally = Tally()
    begun = time.process_time()
    for target in found:
        start = time.process_time()
        fuzz(target, -(-chosen.inputs // len(found)), seed=chosen.seed, tally=tally)
        count, seconds = tally.inputs[target.name], time.process_time() - start
        refused = tally.refused[target.name] / count
        bad = sum(name == target.name for name, _ in tally.findings)
        rate = f"{count / seconds:8,.0f}/CPU-s"
        print(f"{target.name:16} {count:8,}  refused {refused:4.0%}  {rate}  findings {bad}", flush=True)
    seconds = time.process_time() - begun
    total = tally.inputs.total()
    print(f"{total:,} inputs in {seconds:.0f} CPU-s, {len(tally.findings)} findings")
    for number, finding in enumerate(tally.findings.values()):
        _show(finding, chosen.keep, number)
    sys.exit(1 if tally.findings else 0)


def _show(finding: Finding, folder: Path | None, number: int) -> None:
    print(f"\n{finding.target}: {finding.what}, {finding.count} times, by {finding.data[:160]!r}")
    print("\n".join(line[:200] for line in finding.trace.splitlines()[-5:] if "^" not in line))
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:03}").write_bytes(finding.data)


if __name__ == "__main__":
    main()
