"""Trains the linear chains with which ``training.entities.train --linear FOLDER`` averages what it trains jointly.

    python -m training.entities.linear DATA_FOLDER FOLDER [--only en|hbs|sq]

The same sentences and features, learnt by CRFsuite alone: its L-BFGS with an L1 penalty errs elsewhere than the joint
training, so that the mean of both is better than each.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.crf import train_linear_chain
from training.entities.train import RECIPES, examples


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--only", nargs="*", choices=list(RECIPES), default=["en", "hbs", "sq"])
    parser.add_argument("--iterations", type=int, default=100)
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name in arguments.only:
        chain = train_linear_chain(
            ((example.features, example.labels) for example in examples(arguments.data, RECIPES[name])),
            c1=0.03,
            c2=0.05,
            max_iterations=arguments.iterations,
            min_weight=0.01,
        )
        path = arguments.output / f"{name}.npz"
        chain.save(path)
        print(f"{name}: {len(chain.features)} features, {path.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
