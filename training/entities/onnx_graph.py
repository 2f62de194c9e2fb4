"""The layers of a tuned encoder as an ONNX graph: 8-bit weights, one scale a column, activations quantised as they come.

Only operators of ONNX's own set (opset 20). Inputs: ``rows`` (sentences, pieces, hidden), the pieces' rows before places
are added; ``mask`` (sentences, pieces), true where a piece is. Output: ``scores`` (sentences, pieces, labels), logarithms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_HEADS = 12
_EPSILON = 1e-12
_TOP = 127


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def floats(self, values: np.ndarray) -> str:
        return self.constant(np.asarray(values, np.float32))

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def several(self, operator: str, inputs: Sequence[str], outputs: int, **attributes: object) -> list[str]:
        names = [f"n{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names

    def add(self, operator: str, *inputs: str, **attributes: object) -> str:
        return self.several(operator, inputs, 1, **attributes)[0]

    def linear(self, rows: str, weights: np.ndarray, bias: np.ndarray) -> str:
        weights = np.asarray(weights, np.float32)
        scale = np.abs(weights).max(0) / _TOP
        quantised = np.rint(weights / scale).astype(np.int8)
        given, step, zero = self.several("DynamicQuantizeLinear", [rows], 3)
        product = self.add(
            "MatMulInteger", given, self.constant(quantised), zero, self.constant(np.array(0, np.int8))
        )
        product = self.add("Cast", product, to=TensorProto.FLOAT)
        product = self.add("Mul", product, self.add("Mul", step, self.floats(scale)))
        return self.add("Add", product, self.floats(bias))

    def norm(self, rows: str, gain: np.ndarray, shift: np.ndarray) -> str:
        return self.add(
            "LayerNormalization", rows, self.floats(gain), self.floats(shift), axis=-1, epsilon=_EPSILON
        )


def encoder_graph(
    embeddings: Mapping[str, np.ndarray],
    layers: Sequence[Mapping[str, np.ndarray]],
    weights: np.ndarray,
    bias: np.ndarray,
    places: int,
) -> onnx.ModelProto:
    """``embeddings`` and ``layers`` as training/entities/encoder.py has them; sentences have at most ``places`` pieces."""
    graph = _Graph()
    hidden, labels = weights.shape
    count = graph.add("Gather", graph.add("Shape", "rows"), graph.integers(1))
    zero = graph.integers(0)
    placed = graph.add("Slice", graph.floats(embeddings["places"][:places]), zero, count, zero)
    rows = graph.norm(graph.add("Add", "rows", placed), embeddings["gain"], embeddings["shift"])
    unseen = graph.add(
        "Where",
        graph.add("Unsqueeze", "mask", graph.integers(1, 2)),
        graph.floats(np.array(0)),
        graph.floats(np.array(-1e9)),
    )
    for layer in layers:
        rows = _layer(graph, rows, unseen, layer, hidden)
    scores = graph.add("Add", graph.add("MatMul", rows, graph.floats(weights)), graph.floats(bias))
    graph.nodes.append(helper.make_node("LogSoftmax", [scores], ["scores"], axis=-1))
    whole = helper.make_graph(
        graph.nodes,
        "entities",
        [
            helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["sentences", "pieces", hidden]),
            helper.make_tensor_value_info("mask", TensorProto.BOOL, ["sentences", "pieces"]),
        ],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["sentences", "pieces", labels])],
        graph.constants,
    )
    model = helper.make_model(
        whole, opset_imports=[helper.make_opsetid("", 20)], ir_version=10, producer_name="lajmi"
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def _layer(graph: _Graph, rows: str, unseen: str, layer: Mapping[str, np.ndarray], hidden: int) -> str:
    width = hidden // _HEADS
    apart, together = graph.integers(0, 0, _HEADS, width), graph.integers(0, 0, hidden)
    looked = graph.linear(rows, layer["look"], layer["look_bias"])
    parts = graph.several("Split", [looked], 3, axis=-1, num_outputs=3)
    query, name, value = (graph.add("Reshape", part, apart) for part in parts)
    fit = graph.add(
        "MatMul",
        graph.add("Transpose", query, perm=[0, 2, 1, 3]),
        graph.add("Transpose", name, perm=[0, 2, 3, 1]),
    )
    fit = graph.add("Mul", fit, graph.floats(np.array(1 / np.sqrt(width))))
    fit = graph.add("Softmax", graph.add("Add", fit, unseen), axis=-1)
    mixed = graph.add("MatMul", fit, graph.add("Transpose", value, perm=[0, 2, 1, 3]))
    mixed = graph.add("Reshape", graph.add("Transpose", mixed, perm=[0, 2, 1, 3]), together)
    mixed = graph.linear(mixed, layer["mix"], layer["mix_bias"])
    rows = graph.norm(graph.add("Add", rows, mixed), layer["mix_gain"], layer["mix_shift"])
    # As trained: the approximation by tanh, not the error function.
    wide = graph.add("Gelu", graph.linear(rows, layer["widen"], layer["widen_bias"]), approximate="tanh")
    narrow = graph.linear(wide, layer["narrow"], layer["narrow_bias"])
    return graph.norm(graph.add("Add", rows, narrow), layer["gain"], layer["shift"])
