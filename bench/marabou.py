"""Decides one ACAS Xu instance by Marabou 2.0.0 (PyPI: maraboupy, with onnx and onnxruntime): `marabou.py NETWORK.onnx PROPERTY.vnnlib SECONDS`."""

import sys
import time

started = time.perf_counter()
import warnings

warnings.filterwarnings("ignore")
from maraboupy import Marabou

network, prop, seconds = sys.argv[1:4]
options = Marabou.createOptions(verbosity=0, timeoutInSeconds=int(seconds))
result, _, _ = Marabou.read_onnx(network).solve(verbose=False, options=options, propertyFilename=prop)
print(f"marabou {result} {time.perf_counter() - started:.3f}")
