"""A BERT encoder as an ONNX graph, written straight from its safetensors weights.

Nothing is exported by tracing, so torch is not needed, no second copy of the weights lies on disk, and the graph is
only what inference needs: token ids in, the last hidden states out. It has no padding and no mask: the texts of a batch
have the same number of tokens. Every row is then computed from its own text alone, which makes a vector the same,
bit for bit, whatever else is in the batch, and saves the work that padding costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

OPSET = 20  # the first with Gelu

_SMALL = 1024  # bytes up to which a constant stands in the graph itself


class Graph:
    """The graph of one encoder.

    :param weights: name -> array, as in the model's safetensors file.
    :param config: the model's config.json.
    :param whole: whether the weights stand in the graph itself; otherwise whoever opens it is given them beside it.
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]], config: Mapping[str, Any], *, whole: bool = False) -> None:
        self.weights: dict[str, NDArray[Any]] = {}  # constants that the session is given beside the graph
        self._whole = whole
        self._source, self._config = weights, config
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}
        self._width: int = config["hidden_size"]
        self._heads: int = config["num_attention_heads"]
        self._encode()

    @property
    def model(self) -> bytes:
        """The graph, serialised: input `ids` int64 [texts, tokens], output `states` float32 [texts, tokens, width]."""
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"])
        states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["texts", "tokens", self._width])
        graph = helper.make_graph(self._nodes, "bert", [ids], [states], list(self._constants.values()))
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
        return bytes(made.SerializeToString())

    def _encode(self) -> None:
        size = self._width // self._heads
        self._node("Shape", ["ids"], "shape")
        self._node("Concat", ["shape", self._numbers("heads", [self._heads, size])], "by head", axis=0)
        self._node("Concat", ["shape", self._numbers("width", [self._width])], "by text", axis=0)
        self._numbers("rows", [-1, self._width])
        self._constant("scale", np.array(size**-0.5, dtype=np.float32))
        state = self._embed()
        for layer in range(self._config["num_hidden_layers"]):
            state = self._layer(state, f"encoder.layer.{layer}")
        self._node("Reshape", [state, "by text"], "states")

    def _embed(self) -> str:
        """Sum the embeddings of word, position and (always the first) segment."""
        self._node("Gather", [self._weight("embeddings.word_embeddings.weight"), "ids"], "words")
        self._node("Shape", ["ids"], "tokens", start=1, end=2)
        positions = self._weight("embeddings.position_embeddings.weight")
        zero = self._numbers("zero", [0])
        self._node("Slice", [positions, zero, "tokens", zero], "positions")
        segment = self._constant("segment", self._source["embeddings.token_type_embeddings.weight"][0])
        self._node("Add", ["positions", segment], "places")
        self._node("Add", ["words", "places"], "embedded")
        self._node("Reshape", ["embedded", "rows"], "embedded rows")
        return self._norm("embedded rows", "embeddings.LayerNorm")

    def _layer(self, state: str, name: str) -> str:
        attended = self._dense(self._attend(state, f"{name}.attention.self"), f"{name}.attention.output.dense")
        self._node("Add", [attended, state], f"{name} sum 1")
        middle = self._norm(f"{name} sum 1", f"{name}.attention.output.LayerNorm")
        self._node("Gelu", [self._dense(middle, f"{name}.intermediate.dense")], f"{name} gelu")
        self._node("Add", [self._dense(f"{name} gelu", f"{name}.output.dense"), middle], f"{name} sum 2")
        return self._norm(f"{name} sum 2", f"{name}.output.LayerNorm")

    def _attend(self, state: str, name: str) -> str:
        turns = {"query": [0, 2, 1, 3], "key": [0, 2, 3, 1], "value": [0, 2, 1, 3]}
        for part, turn in turns.items():
            self._node("Reshape", [self._dense(state, f"{name}.{part}"), "by head"], f"{name} {part}")
            self._node("Transpose", [f"{name} {part}"], f"{name} {part} turned", perm=turn)
        self._node("Mul", [f"{name} query turned", "scale"], f"{name} scaled")
        self._node("MatMul", [f"{name} scaled", f"{name} key turned"], f"{name} scores")
        self._node("Softmax", [f"{name} scores"], f"{name} shares", axis=-1)
        self._node("MatMul", [f"{name} shares", f"{name} value turned"], f"{name} seen")
        self._node("Transpose", [f"{name} seen"], f"{name} seen turned", perm=[0, 2, 1, 3])
        return self._node("Reshape", [f"{name} seen turned", "rows"], f"{name} rows")

    def _dense(self, state: str, name: str) -> str:
        inputs = [state, self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]
        return self._node("Gemm", inputs, f"{name} out", transB=1)

    def _norm(self, state: str, name: str) -> str:
        inputs = [state, self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]
        epsilon = self._config["layer_norm_eps"]
        return self._node("LayerNormalization", inputs, f"{name} out", axis=-1, epsilon=epsilon)

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:  # noqa: ANN401 - as ONNX has them
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _weight(self, name: str) -> str:
        return self._constant(name, self._source[name])

    def _numbers(self, name: str, values: list[int]) -> str:
        return self._constant(name, np.array(values, dtype=np.int64))

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        values = np.ascontiguousarray(values, dtype=np.int64 if values.dtype.kind == "i" else np.float32)
        if self._whole or values.nbytes <= _SMALL:
            self._constants[name] = numpy_helper.from_array(values, name)
            return name
        self.weights[name] = values
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=values.shape)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="weights")  # a name only: the session is given the array
        self._constants[name] = tensor
        return name
