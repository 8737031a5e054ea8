"""Writes ONNX' own tests of its operators to a folder, for nodeTests.ts beside this file.

    pip install onnx ml_dtypes pillow
    python test/onnx/nodeTests.py FOLDER

Each test becomes a folder: `case.json` holds the numbers that go in and those that should come out, and model files
hold the node: as it is (`model.onnx`), with the inputs that are no floats as constants (`integers.onnx`), and with all
but the first float as constants (`first.onnx`), as models that people export have them.
"""

import json
import os
import sys

import numpy
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

FLOATS = {onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE, onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16}


def spelled(value):
    value = float(value)
    return value if numpy.isfinite(value) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]


def tensor_of(value, name):
    if isinstance(value, onnx.TensorProto):
        return value
    if isinstance(value, (numpy.ndarray, numpy.generic, float, int)):
        return numpy_helper.from_array(numpy.asarray(value), name)
    return None


def plain(value, info):
    tensor = tensor_of(value, info.name)
    if tensor is None or tensor.data_type == onnx.TensorProto.STRING:
        return None
    data = numpy_helper.to_array(tensor)
    if numpy.iscomplexobj(data):
        return None
    return {
        "name": info.name,
        "type": onnx.TensorProto.DataType.Name(tensor.data_type),
        "dims": list(data.shape),
        "data": [spelled(x) for x in data.astype(numpy.float64).reshape(-1)],
    }


def frozen(model, given, keep):
    """The model with all inputs as constants but those of these indices; None where that changes nothing."""
    if not keep or len(keep) == len(given):
        return None
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    inputs = [info for i, info in enumerate(model.graph.input) if i in keep]
    for i, (value, info) in enumerate(zip(given, model.graph.input)):
        if i in keep:
            continue
        tensor = tensor_of(value, info.name)
        if tensor is None:
            return None
        constant = copy.graph.initializer.add()
        constant.CopyFrom(tensor)
        constant.name = info.name
    del copy.graph.input[:]
    copy.graph.input.extend(inputs)
    return copy


def write(folder, case):
    given, expected = case.data_sets[0]
    model = case.model
    inputs = [plain(value, info) for value, info in zip(given, model.graph.input)]
    outputs = [plain(value, info) for value, info in zip(expected, model.graph.output)]
    floats = [
        i for i, info in enumerate(model.graph.input[: len(inputs)]) if info.type.tensor_type.elem_type in FLOATS
    ]
    variants = {
        "model": model,
        "integers": frozen(model, given, floats),
        "first": frozen(model, given, floats[:1]),
    }
    os.makedirs(folder, exist_ok=True)
    for name, one in variants.items():
        if one is not None:
            with open(os.path.join(folder, f"{name}.onnx"), "wb") as file:
                file.write(one.SerializeToString())
    operators = sorted({node.op_type for node in model.graph.node})
    about = {"operators": operators, "inputs": inputs, "outputs": outputs, "rtol": case.rtol, "atol": case.atol}
    with open(os.path.join(folder, "case.json"), "w") as file:
        json.dump(about, file)


if __name__ == "__main__":
    cases = collect_testcases(None)
    for case in cases:
        write(os.path.join(sys.argv[1], case.name), case)
    print(f"{len(cases)} tests of onnx {onnx.__version__}, opset {onnx.defs.onnx_opset_version()}")
