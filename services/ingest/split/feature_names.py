"""The names of the features that a group stands for."""

# ruff: noqa: PLR0911 (one case for each kind of group)

from __future__ import annotations

from services.ingest.split.features import Group
from services.ingest.split.observe import SEPARATOR


def names(group: Group) -> list[str]:
    """The feature names that a group stands for."""
    kind, *v = group
    if kind == "a":
        atoms = _atoms(v[0])
        case = next((a for a in atoms if a.startswith("case")), "")
        ends = next((a for a in atoms if a.startswith("ends")), "")
        size = next((a for a in atoms if a.startswith("len")), "")
        return [*atoms, f"{case},{ends}", f"{size},{ends}", f"{case},{size}"]
    if kind in ("p", "n"):
        return [f"{kind}:{a}" for a in _atoms(v[0])]
    if kind == "k":
        before, gap, one, gap_after, after = map(str, v)
        return [
            f"k={one}", f"g={gap}", f"g+={gap_after}", f"k,g={one},{gap}", f"k,g+={one},{gap_after}",
            f"gkg={gap},{one},{gap_after}", f"gg={gap},{gap_after}", f"pk={before},{one}", f"pgk={before},{gap},{one}",
            f"kn={one},{after}", f"kgn={one},{gap_after},{after}", f"pkn={before},{one},{after}",
            f"pgkgn={before},{gap},{one},{gap_after},{after}", f"pg={before},{gap}", f"gn={gap_after},{after}",
        ]  # fmt: skip
    if kind == "w":
        ends, size, gap, begins, fit, one, before = map(str, v)
        return [
            f"w={ends},{gap},{begins}", f"w2={ends},{size},{gap},{begins},{fit}", f"wf={fit},{begins}", f"wk={fit},{one}",
            f"wfk={fit},{ends},{one}", f"fit={fit}", f"wkk={fit},{before},{one}", f"wfe={fit},{ends},{size}",
        ]  # fmt: skip
    if kind == "f":
        one, gap, after, gap2, after2 = map(str, v)
        return [f"f={one},{after},{after2}", f"fg={one},{gap},{after},{gap2},{after2}", f"f2={after2}", f"f3={one},{after2}",
                f"fgg={gap},{gap2}", f"fn={after},{gap2},{after2}"]  # fmt: skip
    if kind == "b":
        before2, gap2, before, gap, one = map(str, v)
        return [f"b={before2},{before},{one}", f"bg={before2},{gap2},{before},{gap},{one}", f"b2={before2}",
                f"b3={before2},{one}", f"bp={before2},{gap2},{before}"]  # fmt: skip
    if kind == "o":
        one, fit, gap, style, underlined, indent = map(str, v)
        return [f"o={one},{fit}", f"og={gap},{style}", f"ogk={gap},{style},{one}", f"fit+={fit}", f"u={underlined}",
                f"uk={underlined},{one}", f"i={indent}", f"ik={indent},{one}", f"of={fit},{gap},{one}"]  # fmt: skip
    if kind == "d":
        one, position, page, style = map(str, v)
        return [f"at={position}", f"atk={position},{one}", f"page={page}", f"style={style}"]
    if kind == "q":
        goes_on, one, gap = map(str, v)
        return [f"q={goes_on}", f"qk={goes_on},{one}", f"qg={goes_on},{gap}"]
    if kind == "e":
        echo, one, gap = map(str, v)
        return [f"e={echo}", f"ek={echo},{one}", f"eg={echo},{gap}"]
    one, repeats, size, top, overlap, gap = map(str, v)
    return [
        f"r={repeats}", f"rk={repeats},{one}", f"s={size}", f"sk={size},{one}", f"top={top}", f"topk={top},{one}",
        f"over={overlap}", f"overk={overlap},{one}", f"overg={overlap},{gap}", f"sg={size},{top},{gap}",
        f"ro={repeats},{overlap}",
    ]  # fmt: skip


def _atoms(value: object) -> list[str]:
    return str(value).split(SEPARATOR)
