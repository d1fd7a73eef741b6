"""Makes the file ReferenceFileTest reads, with the writer of the Python package gguf.

    pip install gguf==0.19.0
    python gguf/src/test/python/make_gguf_fixture.py

Deterministic: a second run writes the same bytes.
"""

from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import quantize

OUT = Path(__file__).parent.parent / "resources/io/lethe/gguf/reference.gguf"


def main() -> None:
    OUT.parent.mkdir(parents=True, exist_ok=True)
    writer = GGUFWriter(OUT, "llama")
    writer.add_custom_alignment(64)
    writer.add_name("Lethe's ferryman")
    writer.add_context_length(2048)
    writer.add_rope_freq_base(10000.0)
    writer.add_uint64("lethe.u64", 2**40)
    writer.add_int8("lethe.i8", -7)
    writer.add_float64("lethe.f64", 0.1)
    writer.add_add_bos_token(True)
    writer.add_token_list(["<s>", "Ġa", "é", "日本"])
    writer.add_token_scores([0.0, -1.0, -2.5, -3.0])
    writer.add_token_types([3, 1, 1, 6])
    writer.add_tensor("plain", np.arange(6, dtype=np.float32).reshape(2, 3))
    writer.add_tensor("half", np.arange(4, dtype=np.float16))
    for kind in (GGMLQuantizationType.Q8_0, GGMLQuantizationType.Q4_0):
        blocks = quantize(np.arange(-64, 64, dtype=np.float32).reshape(2, 64), kind)
        writer.add_tensor(kind.name, blocks, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
