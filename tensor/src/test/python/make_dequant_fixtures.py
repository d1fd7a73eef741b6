"""Makes the fixtures of DequantizationTest: random blocks and what gguf 0.19 makes of them.

    pip install gguf==0.19.0
    python tensor/src/test/python/make_dequant_fixtures.py

Writes TYPE.blocks (bytes as in a GGUF file) and TYPE.f32 (little-endian floats) for every type.
Deterministic: a second run writes the same bytes.
"""

from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

OUT = Path(__file__).parent.parent / "resources/io/lethe/tensor/dequant"

# Where a block keeps its f16 scales, in bytes from its start.
SCALES = {
    "Q4_0": [0],
    "Q4_1": [0, 2],
    "Q5_0": [0],
    "Q5_1": [0, 2],
    "Q8_0": [0],
    "Q4_K": [0, 2],
    "Q5_K": [0, 2],
    "Q6_K": [208],
}

# Zero, negative zero, the least subnormals, the greatest subnormal, the least normal, one,
# the greatest, the infinities, a quiet NaN.
SPECIAL_F16 = [0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x0400, 0x3C00, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x7E00]


def blocks_of(name: str, random: np.random.Generator) -> np.ndarray:
    elements, size = GGML_QUANT_SIZES[GGMLQuantizationType[name]]
    special = len(SPECIAL_F16)
    count = special + (6 if elements == 32 else 4)
    blocks = random.integers(0, 256, (count, size), dtype=np.uint8)
    for nth, offset in enumerate(SCALES[name]):
        scales = random.normal(0, 0.05, count).astype(np.float16)
        scales[:special] = np.roll(np.array(SPECIAL_F16, np.uint16), 5 * nth).view(np.float16)
        blocks[:, offset : offset + 2] = scales.view(np.uint8).reshape(count, 2)
    return blocks.reshape(1, -1)


def floats_of(name: str, random: np.random.Generator) -> np.ndarray:
    if name == "F32":
        special = np.array([0, 0x80000000, 1, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000], np.uint32)
        return np.concatenate([special, random.normal(0, 1, 505).astype(np.float32).view(np.uint32)]).view(np.uint8)
    bits = random.integers(0, 65536, 1024, dtype=np.uint16)
    return np.concatenate([np.array(SPECIAL_F16 + [0x7F80, 0xFF80, 0x7FC0], np.uint16), bits]).view(np.uint8)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for seed, name in enumerate(["F32", "F16", "BF16", *SCALES]):
        random = np.random.default_rng(seed)
        raw = blocks_of(name, random) if name in SCALES else floats_of(name, random).reshape(1, -1)
        with np.errstate(all="ignore"):
            values = dequantize(raw, GGMLQuantizationType[name])
        (OUT / f"{name}.blocks").write_bytes(raw.tobytes())
        (OUT / f"{name}.f32").write_bytes(values.astype("<f4").tobytes())


main()
