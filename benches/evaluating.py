#!/usr/bin/env python3
"""Chances, side by side with simulation in NumPy: prints figures, seconds and ratios.

    benches/evaluating.py [--draws 1000000] [--runs 7]

One gate of ten metrics, worked out by `evaluate::chance`, beside a million draws; and 22
gates together (`evaluate::Joint`), a million draws each: the library on two threads,
NumPy in two processes that share the draws (two threads of it are no faster than one),
and both on one. Counts are invented. Runs take turns, and seconds are medians. Installs
NumPy into a virtual environment of its own where it is not there. Nothing is asserted.
"""

import argparse
import concurrent.futures
import json
import math
import statistics
import subprocess
import time

import environment

# At once, so that arrays stay in the processor's cache.
CHUNK = 31_250
CAP = 0.20


def ours(executable, *arguments):
    command = [executable, *map(str, arguments)]
    ended = subprocess.run(command, cwd=environment.ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ended.stdout)


def counts(random, mean, ratio, size):
    """Poisson, or negative binomial with variance ratio × mean."""
    if ratio == 1:
        return random.poisson(mean, size)
    return random.negative_binomial(mean / (ratio - 1), 1 / ratio, size)


def rewards(np, threshold, baseline, test):
    """Half of the saving up to the threshold, all of it up to the cap; to the penny."""
    saving = baseline - test
    edge = threshold * baseline
    # A billionth, so that rounding of floats does not miss the threshold.
    met = (saving >= edge * (1 - 1e-9)) & (baseline > 0)
    capped = np.minimum(saving, CAP * baseline)
    paid = np.where(met, 0.5 * np.minimum(capped, edge) + np.maximum(capped - edge, 0), 0)
    return met, np.floor(paid * 100 + 0.5)


def one_gate(np, metrics, ratio, draws, seed):
    """The chance and the mean reward of one gate, each with its standard error."""
    random = np.random.default_rng(seed)
    prices = np.array([price for price, _ in metrics])
    means = [mean for _, mean in metrics]
    baseline, test = np.zeros(draws), np.zeros(draws)
    for price, mean in zip(prices, means):
        baseline += price * counts(random, mean, ratio, draws)
        test += price * counts(random, mean, ratio, draws)
    met, pence = rewards(np, 0.05, baseline, test)
    chance, mean = met.mean(), pence.mean() / 100
    error = math.sqrt(chance * (1 - chance) / draws)
    return chance, error, mean, pence.std() / 100 / math.sqrt(draws)


def together(gates, ratio, draws, seed):
    """Sums over draws of all gates: how often any is met, payments, rewards in pence."""
    import numpy as np

    random = np.random.default_rng(seed)
    sums = np.zeros(3)
    met_each = np.zeros(len(gates))
    for start in range(0, draws, CHUNK):
        size = min(CHUNK, draws - start)
        payments, pence = np.zeros(size), np.zeros(size)
        unit, baseline = None, None
        for place, gate in enumerate(gates):
            lines = gate["lines"]
            if gate["unit"] != unit:
                unit, baseline = gate["unit"], np.zeros(size)
                for line in lines:
                    baseline += line["baseline_price"] * counts(random, line["mean"], ratio, size)
            test = np.zeros(size)
            for line in lines:
                test += line["test_price"] * counts(random, line["mean"], ratio, size)
            met, paid = rewards(np, gate["threshold"], baseline, test)
            payments += met
            pence += paid
            met_each[place] += met.sum()
        sums += [(payments > 0).sum(), payments.sum(), pence.sum()]
    return sums, met_each


def side_by_side(pool, gates, ratio, draws, seed):
    """The same in two processes."""
    parts = [pool.submit(together, gates, ratio, draws // 2, (seed, part)) for part in range(2)]
    parts = [part.result() for part in parts]
    return sum(sums for sums, _ in parts), sum(met for _, met in parts)


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def median(of):
    return statistics.median(of)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    np = environment.module("numpy")
    executable = environment.program("evaluating", "evaluate")
    world = ours(executable, "world")
    draws, runs = arguments.draws, arguments.runs
    print(f"NumPy {np.__version__}; invented counts; {draws:,} draws; medians of {runs} runs\n")

    for ratio in (1, 2, 5):
        theirs, mine = [], []
        for run in range(runs):
            seconds, simulated = timed(lambda: one_gate(np, world["metrics"], ratio, draws, run))
            theirs.append(seconds)
            found = ours(executable, "chance", ratio)
            mine.append(found["seconds"])
        relative = found["expected_error"] / found["expected"]
        chance, error, mean, mean_error = simulated
        print(f"one gate of ten metrics, variance {ratio} x mean")
        print(f"  chance, worked out        {found['met']:.9f}, off by {found['met_error']:.1e} at most")
        print(f"  chance, NumPy             {chance:.6f}, standard error {error:.1e}")
        print(f"  expected, worked out  {found['expected']:13.4f}, off by {relative:.1e} of it at most")
        print(f"  expected, NumPy       {mean:13.2f}, standard error {mean_error / mean:.1e} of it")
        print(f"  worked out            {median(mine) * 1e3:13.3f} ms")
        print(f"  NumPy, one thread     {median(theirs) * 1e3:13.1f} ms")
        print(f"  NumPy over worked out {median(theirs) / median(mine):13.1f}\n")

    gates = world["gates"]
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        side_by_side(pool, gates, 1, 1000, 0)
        for ratio in (1, 2):
            both(executable, pool, gates, ratio, draws, runs)

    shared = [ours(executable, "joint", draws, 2, 1, 0.3)["seconds"] for _ in range(runs)]
    print("the same with a shared shock, correlation 0.3, variance 1 x mean")
    print(f"  library, two threads  {median(shared):8.3f} s")


def both(executable, pool, gates, ratio, draws, runs):
    seconds = {"library 2": [], "library 1": [], "NumPy 2": [], "NumPy 1": []}
    for run in range(runs):
        took, (sums, met) = timed(lambda: side_by_side(pool, gates, ratio, draws, run))
        seconds["NumPy 2"].append(took)
        found = ours(executable, "joint", draws, 2, ratio, 0)
        seconds["library 2"].append(found["seconds"])
        seconds["NumPy 1"].append(timed(lambda: together(gates, ratio, draws, run))[0])
        alone = ours(executable, "joint", draws, 1, ratio, 0)
        seconds["library 1"].append(alone["seconds"])
    print(f"{len(gates)} gates together, variance {ratio} x mean")
    for name, part, scale in [("any_met", 0, 1), ("payments", 1, 1), ("rewards", 2, 100)]:
        mean = sums[part] / draws / scale
        figure = found[name]
        error = figure["standard_error"]
        print(f"  {name:<9} library {figure['value']:14.5f}, NumPy {mean:14.5f}, standard error {error:.1e}")
    apart = max(abs(a - b / draws) for a, b in zip(found["gates"], met))
    print(f"  chances of the gates: at most {apart:.1e} apart")
    seconds = {name: median(of) for name, of in seconds.items()}
    print(f"  library, two threads       {seconds['library 2']:8.3f} s")
    print(f"  library, one thread        {seconds['library 1']:8.3f} s")
    print(f"  NumPy, two processes       {seconds['NumPy 2']:8.3f} s")
    print(f"  NumPy, one process         {seconds['NumPy 1']:8.3f} s")
    print(f"  NumPy over library, on two {seconds['NumPy 2'] / seconds['library 2']:8.2f}")
    print(f"  NumPy over library, on one {seconds['NumPy 1'] / seconds['library 1']:8.2f}")
    print(f"  NumPy as it is, over two   {seconds['NumPy 1'] / seconds['library 2']:8.2f}\n")


if __name__ == "__main__":
    main()
