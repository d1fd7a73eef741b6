#!/usr/bin/env python3
"""Makes tiny random models as GGUF files, and what PyTorch and transformers compute on them.

For families of which no real model is at hand (Llama 3 with its RoPE scaling, linear RoPE scaling, Mistral,
Qwen 3) and for two that are (Qwen 2, Gemma 3), so that a test needs no download. Each model has 2 or 3 layers
(Gemma 3: 7, because its sixth is the global one), a hidden size of 32 to 64 and some 300 tokens. Weights are
seeded random numbers of a scale at which attention is not uniform and the best logit stands out.

    make_tiny_models.py [--out DIR]     writes DIR/NAME.gguf and DIR/NAME.json (default: the test resources)
    make_tiny_models.py --check         makes everything again and compares it with what is in DIR

Needs: pip install torch transformers gguf regex. Made with torch 2.15.0, transformers 5.23.0, gguf 0.19.0.

The files follow llama.cpp's convert_hf_to_gguf.py (metadata keys, tensor names, layouts):
  * arch `llama` (Llama, Mistral): rows of attn_q and attn_k are permuted so that RoPE turns neighbours (2i, 2i+1);
    all others keep the Hugging Face order, in which RoPE turns (i, i + head_dim / 2).
  * Llama 3 RoPE scaling has no metadata: the tensor rope_freqs.weight [head_dim / 2] divides the frequencies.
  * Mistral's sliding window is not in the file, and llama.cpp does not apply one to arch `llama`.
  * Gemma 3: the file holds 1 + w for every norm; embeddings are scaled by sqrt(hidden) by the reader, attention by
    1 / sqrt(head_dim); every sixth layer is global; rope.scaling and rope.freq_base are those of global
    layers, local ones use rope.freq_base_swa (10000 where it is absent) unscaled.

The JSON files have the structure of the reference values of the real models, and one field more: `logits`, all
logits at some positions of a case. Weights are read back from the GGUF file before they are used, so quantisation
is part of the reference; activations and the KV cache are float32.
"""

import argparse
import json
import math
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np
import regex
import torch
import transformers
from gguf import GGMLQuantizationType as Q

RESOURCES = Path(__file__).resolve().parents[1] / "resources/io/lethe/model/tiny"
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6

# ---------------------------------------------------------------- texts

CORPUS = (
    "A log file is read from the end. The last error is rarely the first fault: the first fault is the line after "
    "which every other line stopped making sense. The cat and the dog are in the house. What is my dog called?\n"
    "test_login PASSED\ntest_logout PASSED\ndef first(n):\n    return n + 1\n"
)


def cases(turn):
    """The inputs; `turn(role, text)` renders one turn of the family's chat format."""
    return [
        {"name": "plain", "kind": "logits", "text": "The cat and the dog are in the"},
        {"name": "unicode", "kind": "logits",
         "text": "Größe, naïve — 東京 🗼 €1,234.56;\n\tif (x != y) {}   // don't\n\n  it's we'll I'M"},
        {"name": "chat", "kind": "greedy", "n": 24, "text": turn("user", "What is my dog called?") + turn("assistant", None)},
        {"name": "code", "kind": "greedy", "n": 24, "text": 'def first(n):\n    """Return the first line."""\n    return'},
        {"name": "prose-nll", "kind": "nll", "text": CORPUS[:164]},
        {"name": "long-nll", "kind": "nll", "text": CORPUS},
        {"name": "forget-middle", "kind": "forget", "n": 16, "drop": [1],
         "parts": [turn("user", "My dog is Biscuit.") + turn("assistant", "Yes."),
                   turn("user", "test_login PASSED\ntest_logout PASSED") + turn("assistant", "All passed."),
                   turn("user", "Thanks.") + turn("assistant", "Good.")],
         "then": turn("user", "What is my dog called?") + turn("assistant", None)},
        {"name": "forget-fact", "kind": "forget", "n": 16, "drop": [1, 3],
         "parts": [turn("user", "Hello."), "The password is kestrel-42.", " It is read from the end.\n", "The cat is in the house.",
                   turn("assistant", "Understood.")],
         "then": turn("user", "What is the password?") + turn("assistant", None)},
    ]


def chatml(role, text):
    return f"<|im_start|>{role}\n" + ("" if text is None else f"{text}<|im_end|>\n")


def llama3(role, text):
    return f"<|start_header_id|>{role}<|end_header_id|>\n\n" + ("" if text is None else f"{text}<|eot_id|>")


def mistral(role, text):
    if role == "user":
        return f"[INST]{text}[/INST]"
    return "" if text is None else f"{text}</s>"


def gemma(role, text):
    role = "model" if role == "assistant" else role
    return f"<start_of_turn>{role}\n" + ("" if text is None else f"{text}<end_of_turn>\n")


# ---------------------------------------------------------------- tokenizers


def byte_letters():
    """GPT-2's printable letter of each byte, in the order of its vocabulary."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {b: chr(b) for b in printable}
    for b in range(256):
        if b not in letters:
            letters[b] = chr(256 + len(letters) - len(printable))
    return letters


def most_frequent_pair(words):
    pairs = Counter()
    for word in words:
        pairs.update(zip(word, word[1:]))
    return min(pairs, key=lambda p: (-pairs[p], p))


def join(word, pair):
    out = []
    for piece in word:
        if out and (out[-1], piece) == pair:
            out[-1] += piece
        else:
            out.append(piece)
    return out


@dataclass
class BytePairs:
    """Byte-level BPE: 256 byte tokens, `merges` learnt from the corpus, control tokens at the end."""

    pre: str
    control: list
    bos: str | None
    eos: str
    adds_bos: bool
    merges: int = 24

    PATTERNS = {
        "gpt-2": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
        "qwen2": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        "llama-bpe": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    }

    def __post_init__(self):
        self.letters = byte_letters()
        self.ranks = []
        words = [self._spell(w) for w in self._split(CORPUS)]
        for _ in range(self.merges):
            pair = most_frequent_pair(words)
            self.ranks.append(pair)
            words = [join(w, pair) for w in words]
        self.tokens = list(self.letters.values()) + [a + b for a, b in self.ranks] + self.control
        self.types = [NORMAL] * (len(self.tokens) - len(self.control)) + [CONTROL] * len(self.control)
        self.ids = {t: i for i, t in enumerate(self.tokens)}

    def _split(self, text):
        return regex.findall(self.PATTERNS[self.pre], text)

    def _spell(self, word):
        return [self.letters[b] for b in word.encode()]

    def pieces(self, text):
        for word in self._split(text):
            word = self._spell(word)
            if self.pre == "llama-bpe" and "".join(word) in self.ids:  # Llama 3 ignores merges for a word of the vocabulary
                word = ["".join(word)]
            for pair in self.ranks:
                word = join(word, pair)
            yield from (self.ids[p] for p in word)

    def bytes_of(self, i):
        bytes_by_letter = {c: b for b, c in self.letters.items()}
        return b"" if self.types[i] == CONTROL else bytes(bytes_by_letter[c] for c in self.tokens[i])

    def write(self, w):
        w.add_tokenizer_model("gpt2")
        w.add_tokenizer_pre(self.pre)
        w.add_token_list(self.tokens)
        w.add_token_types(self.types)
        w.add_token_merges([f"{a} {b}" for a, b in self.ranks])


@dataclass
class SentencePieces:
    """SentencePiece BPE: control tokens, 256 byte tokens, merged pieces by falling score, letters of the corpus."""

    control: list
    unknown: str
    bos: str
    eos: str
    adds_bos: bool = True
    merges: int = 24

    def __post_init__(self):
        text = CORPUS.replace(" ", "\u2581")
        letters = sorted(set(text))
        words, ranks = [list(w) for w in regex.findall("\u2581*[^\u2581\n]+|\n", text)], []
        for _ in range(self.merges):
            ranks.append(most_frequent_pair(words))
            words = [join(w, ranks[-1]) for w in words]
        merged = [a + b for a, b in ranks]
        self.tokens = self.control + [f"<0x{b:02X}>" for b in range(256)] + merged + letters
        self.types = [UNKNOWN if t == self.unknown else CONTROL for t in self.control] + [BYTE] * 256
        self.types += [NORMAL] * (len(merged) + len(letters))
        self.scores = [0.0] * (len(self.control) + 256) + [-float(i) for i in range(len(merged) + len(letters))]
        self.ids = {t: i for i, t in enumerate(self.tokens)}

    def pieces(self, text):
        symbols = list(text.replace(" ", "\u2581"))
        while True:
            candidates = [
                (-self.scores[self.ids[a + b]], i) for i, (a, b) in enumerate(zip(symbols, symbols[1:])) if a + b in self.ids
            ]
            if not candidates:
                break
            i = min(candidates)[1]
            symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
        for s in symbols:
            yield from [self.ids[s]] if s in self.ids else [self.ids[f"<0x{b:02X}>"] for b in s.encode()]

    def bytes_of(self, i):
        if self.types[i] == BYTE:
            return bytes([int(self.tokens[i][3:5], 16)])
        return self.tokens[i].replace("\u2581", " ").encode() if self.types[i] == NORMAL else b""

    def write(self, w):
        w.add_tokenizer_model("llama")
        w.add_tokenizer_pre("default")
        w.add_token_list(self.tokens)
        w.add_token_scores(self.scores)
        w.add_token_types(self.types)
        w.add_add_space_prefix(False)
        w.add_unk_token_id(self.ids[self.unknown])


def write_tokenizer(tokenizer, w):
    tokenizer.write(w)
    if tokenizer.bos:
        w.add_bos_token_id(tokenizer.ids[tokenizer.bos])
    w.add_eos_token_id(tokenizer.ids[tokenizer.eos])
    w.add_add_bos_token(tokenizer.adds_bos)


def encode(tokenizer, text, first=True):
    """Ids of a rendered template: control tokens are recognised; the beginning of a sequence gets its BOS."""
    out = [tokenizer.ids[tokenizer.bos]] if first and tokenizer.adds_bos else []
    for piece in regex.split("(" + "|".join(map(regex.escape, tokenizer.control)) + ")", text):
        out += [tokenizer.ids[piece]] if piece in tokenizer.control else tokenizer.pieces(piece)
    return out


def decode(tokenizer, ids):
    return b"".join(
        tokenizer.tokens[i].encode() if tokenizer.types[i] == CONTROL else tokenizer.bytes_of(i) for i in ids
    ).decode(errors="replace")


# ---------------------------------------------------------------- models


@dataclass
class Tiny:
    """One model: its Hugging Face configuration, its tokenizer and the type each matrix is stored in."""

    name: str
    arch: gguf.MODEL_ARCH
    config: str  # class in transformers; the model's class is named alike
    sizes: dict
    tokenizer: object
    turn: object
    store: object  # GGUF tensor name -> type, for matrices; vectors are F32
    file_type: gguf.LlamaFileType
    writes_head_dim: bool = True
    settings: dict = field(default_factory=dict)

    def hf_config(self):
        cls = getattr(transformers, self.config)
        return cls(vocab_size=len(self.tokenizer.tokens), max_position_embeddings=4096, attn_implementation="eager",
                   pad_token_id=None, bos_token_id=None, eos_token_id=None, **self.sizes, **self.settings)

    def hf_model(self):
        cls = getattr(transformers, self.config.replace("TextConfig", "ForCausalLM").replace("Config", "ForCausalLM"))
        return cls(self.hf_config()).eval().to(torch.float32)


def sizes(hidden, heads, kv_heads, head_dim, ffn, layers):
    return {"hidden_size": hidden, "num_attention_heads": heads, "num_key_value_heads": kv_heads, "head_dim": head_dim,
            "intermediate_size": ffn, "num_hidden_layers": layers, "rms_norm_eps": 1e-5}


def rope(theta, **scaling):
    return {"rope_theta": theta, "rope_type": "default", **scaling}


MIXED = {"token_embd": Q.Q8_0, "output": Q.F16, "attn_q": Q.Q5_0, "attn_k": Q.Q8_0, "attn_v": Q.BF16, "attn_output": Q.Q4_1,
         "ffn_gate": Q.Q4_0, "ffn_up": Q.Q5_1, "ffn_down": Q.Q8_0}


def mixed(name):
    """Another type for every matrix of a layer; both layers alike."""
    return MIXED[name.removesuffix(".weight").split(".")[-1]]


CHATML = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
LLAMA3 = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]


def qwen_tokenizer():
    return BytePairs("qwen2", CHATML, "<|endoftext|>", "<|im_end|>", adds_bos=False)


MODELS = [
    # Llama 3.2: tied, RoPE frequencies of three kinds (kept, blended, divided) within 64 positions.
    Tiny("llama3", gguf.MODEL_ARCH.LLAMA, "LlamaConfig", sizes(64, 4, 2, 16, 64, 2),
         BytePairs("llama-bpe", LLAMA3, "<|begin_of_text|>", "<|eot_id|>", adds_bos=True), llama3,
         lambda name: Q.F16, gguf.LlamaFileType.MOSTLY_F16,
         settings={"tie_word_embeddings": True,
                   "rope_parameters": rope(500000.0, rope_type="llama3", factor=32.0, low_freq_factor=1.0,
                                           high_freq_factor=4.0, original_max_position_embeddings=64)}),
    # Llama with linear scaling: one KV head for two, untied, no head size in the file; everything F32.
    Tiny("llama-linear", gguf.MODEL_ARCH.LLAMA, "LlamaConfig", sizes(32, 2, 1, 16, 48, 2),
         BytePairs("gpt-2", CHATML, "<|endoftext|>", "<|im_end|>", adds_bos=False), chatml,
         lambda name: Q.F32, gguf.LlamaFileType.ALL_F32, writes_head_dim=False,
         settings={"tie_word_embeddings": False, "rope_parameters": rope(10000.0, rope_type="linear", factor=4.0)}),
    # Mistral: heads wider than hidden / heads (as in Nemo), SentencePiece, a type of its own for every matrix.
    Tiny("mistral", gguf.MODEL_ARCH.LLAMA, "MistralConfig", sizes(32, 4, 2, 16, 64, 2),
         SentencePieces(["<unk>", "<s>", "</s>", "[INST]", "[/INST]"], "<unk>", "<s>", "</s>"), mistral,
         mixed, gguf.LlamaFileType.MOSTLY_Q8_0,
         settings={"tie_word_embeddings": False, "sliding_window": None, "rope_parameters": rope(1000000.0)}),
    # Qwen 2: biases on q, k and v; three heads share one KV head; tied; no head size in the file.
    Tiny("qwen2", gguf.MODEL_ARCH.QWEN2, "Qwen2Config", sizes(48, 3, 1, 16, 80, 2), qwen_tokenizer(), chatml,
         lambda name: Q.F16, gguf.LlamaFileType.MOSTLY_F16, writes_head_dim=False,
         settings={"tie_word_embeddings": True, "rope_parameters": rope(1000000.0)}),
    # Qwen 3: norms on each head of q and k before RoPE, heads wider than hidden / heads; tied and untied.
    Tiny("qwen3", gguf.MODEL_ARCH.QWEN3, "Qwen3Config", sizes(32, 4, 2, 16, 96, 2), qwen_tokenizer(), chatml,
         lambda name: Q.F16, gguf.LlamaFileType.MOSTLY_F16,
         settings={"tie_word_embeddings": True, "rope_parameters": rope(1000000.0)}),
    Tiny("qwen3-untied", gguf.MODEL_ARCH.QWEN3, "Qwen3Config", sizes(32, 2, 1, 32, 64, 3), qwen_tokenizer(), chatml,
         lambda name: Q.BF16, gguf.LlamaFileType.MOSTLY_BF16,
         settings={"tie_word_embeddings": False, "rope_parameters": rope(1000000.0)}),
    # Gemma 3: window of 24 in all layers but the sixth, whose RoPE is scaled by 8 as in the 4B model.
    Tiny("gemma3", gguf.MODEL_ARCH.GEMMA3, "Gemma3TextConfig", sizes(32, 4, 1, 16, 48, 7),
         SentencePieces(["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"], "<unk>", "<bos>", "<eos>"), gemma,
         lambda name: Q.F16, gguf.LlamaFileType.MOSTLY_F16,
         settings={"tie_word_embeddings": True, "sliding_window": 24, "query_pre_attn_scalar": 16,
                   "rope_parameters": {"full_attention": rope(1000000.0, rope_type="linear", factor=8.0),
                                       "sliding_attention": rope(5000.0)}}),
]

# ---------------------------------------------------------------- weights


def random_weights(tiny):
    """Hugging Face name -> float32 array. One stream of numbers per tensor, so that order does not matter."""
    config, out = tiny.hf_config(), {}
    for name, parameter in tiny.hf_model().named_parameters():
        shape = tuple(parameter.shape)
        stream = np.random.default_rng(list(f"{tiny.name}/{name}".encode()))
        if name.endswith("norm.weight"):
            value = stream.uniform(0.5, 1.5, shape)
            if name == "model.norm.weight" and config.tie_word_embeddings:
                value *= stream.choice([-1.0, 1.0], shape)  # else a tied model only repeats the token it has just read
            value -= 1.0 if tiny.arch == gguf.MODEL_ARCH.GEMMA3 else 0.0
        elif name.endswith(".bias"):
            value = stream.normal(0.0, 0.5, shape)
        else:
            gains = {"embed_tokens": 2.0, "lm_head": 2.5, "q_proj": 1.4, "k_proj": 1.4, "o_proj": 1.5, "down_proj": 1.5}
            value = stream.normal(0.0, gains.get(name.split(".")[-2], 1.0) / math.sqrt(shape[1]), shape)
        out[name] = value.astype(np.float32)
    return out


def permutes(tiny, name):
    return tiny.arch == gguf.MODEL_ARCH.LLAMA and name.endswith(("q_proj.weight", "k_proj.weight"))


def heads_of(tiny, name):
    return tiny.sizes["num_attention_heads" if "q_proj" in name else "num_key_value_heads"]


def to_file(tiny, name, value):
    if permutes(tiny, name):
        heads = heads_of(tiny, name)
        return value.reshape(heads, 2, value.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(value.shape)
    return value + np.float32(1) if tiny.arch == gguf.MODEL_ARCH.GEMMA3 and name.endswith("norm.weight") else value


def from_file(tiny, name, value):
    if permutes(tiny, name):
        heads = heads_of(tiny, name)
        return value.reshape(heads, value.shape[0] // heads // 2, 2, -1).swapaxes(1, 2).reshape(value.shape)
    return value - np.float32(1) if tiny.arch == gguf.MODEL_ARCH.GEMMA3 and name.endswith("norm.weight") else value


def file_name(tiny, name):
    names = gguf.get_tensor_name_map(tiny.arch, tiny.sizes["num_hidden_layers"])
    return names.get_name(name, try_suffixes=(".weight", ".bias"))


def rope_factors(tiny):
    """Llama 3: by how much each frequency is divided, as convert_hf_to_gguf.py computes it."""
    p = tiny.settings["rope_parameters"]
    dim = tiny.sizes["head_dim"]
    low_wave = p["original_max_position_embeddings"] / p["low_freq_factor"]
    high_wave = p["original_max_position_embeddings"] / p["high_freq_factor"]
    factors = []
    for frequency in 1.0 / p["rope_theta"] ** (np.arange(0, dim, 2) / dim):
        wave = 2 * math.pi / frequency
        smooth = (p["original_max_position_embeddings"] / wave - p["low_freq_factor"]) / (p["high_freq_factor"] - p["low_freq_factor"])
        blended = 1 / ((1 - smooth) / p["factor"] + smooth)
        factors.append(1.0 if wave < high_wave else p["factor"] if wave > low_wave else blended)
    return np.array(factors, dtype=np.float32)


def write_gguf(tiny, path):
    w = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[tiny.arch])
    w.add_type("model")
    w.add_name(f"Tiny random {tiny.name}")
    w.add_size_label("tiny")
    w.add_license("apache-2.0")
    w.add_block_count(tiny.sizes["num_hidden_layers"])
    w.add_context_length(4096)
    w.add_embedding_length(tiny.sizes["hidden_size"])
    w.add_feed_forward_length(tiny.sizes["intermediate_size"])
    w.add_head_count(tiny.sizes["num_attention_heads"])
    w.add_head_count_kv(tiny.sizes["num_key_value_heads"])
    w.add_layer_norm_rms_eps(tiny.sizes["rms_norm_eps"])
    if tiny.writes_head_dim:
        w.add_key_length(tiny.sizes["head_dim"])
        w.add_value_length(tiny.sizes["head_dim"])
    parameters = tiny.settings["rope_parameters"]
    main = parameters.get("full_attention", parameters)
    w.add_rope_freq_base(main["rope_theta"])
    if main["rope_type"] == "linear":
        w.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        w.add_rope_scaling_factor(main["factor"])
    if tiny.arch == gguf.MODEL_ARCH.LLAMA:
        w.add_vocab_size(len(tiny.tokenizer.tokens))
        w.add_rope_dimension_count(tiny.sizes["head_dim"])
    if tiny.arch == gguf.MODEL_ARCH.GEMMA3:
        w.add_rope_freq_base_swa(parameters["sliding_attention"]["rope_theta"])
        w.add_sliding_window(tiny.settings["sliding_window"])
    w.add_file_type(tiny.file_type)
    w.add_quantization_version(gguf.GGML_QUANT_VERSION)
    write_tokenizer(tiny.tokenizer, w)
    if main["rope_type"] == "llama3":
        w.add_tensor("rope_freqs.weight", rope_factors(tiny), raw_dtype=Q.F32)
    for name, value in random_weights(tiny).items():
        stored = file_name(tiny, name)
        kind = tiny.store(stored) if value.ndim == 2 else Q.F32
        w.add_tensor(stored, gguf.quants.quantize(np.ascontiguousarray(to_file(tiny, name, value)), kind), raw_dtype=kind)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def read_gguf(tiny, path):
    """The transformers model whose weights are those of the file, dequantised."""
    stored = {t.name: gguf.quants.dequantize(t.data, t.tensor_type) for t in gguf.GGUFReader(path).tensors}
    model = tiny.hf_model()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            value = stored[file_name(tiny, name)].reshape(tuple(parameter.shape))
            parameter.copy_(torch.from_numpy(np.array(from_file(tiny, name, value), dtype=np.float32)))
    return model


# ---------------------------------------------------------------- reference values


def logits(tiny, model, ids, positions=None, visible=None):
    """All logits [n, vocabulary] in one pass. `visible` [n, n]: which earlier columns each token attends to."""
    n = len(ids)
    at = torch.arange(n) if positions is None else torch.tensor(positions)
    sees = (at[None, :] <= at[:, None]) & (torch.ones(n, n, dtype=torch.bool) if visible is None else visible)
    mask = {"full_attention": sees}
    if tiny.arch == gguf.MODEL_ARCH.GEMMA3:
        mask["sliding_attention"] = sees & (at[:, None] - at[None, :] < tiny.settings["sliding_window"])
    mask = {k: torch.where(v, 0.0, torch.finfo(torch.float32).min)[None, None] for k, v in mask.items()}
    with torch.no_grad():
        return model(input_ids=torch.tensor([ids]), position_ids=at[None], use_cache=False,
                     attention_mask=mask if tiny.arch == gguf.MODEL_ARCH.GEMMA3 else mask["full_attention"]).logits[0]


def check_masks(tiny, model, ids):
    """The masks made here mean what transformers makes of none: causal, and Gemma's window."""
    with torch.no_grad():
        own = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0]
    difference = (own - logits(tiny, model, ids)).abs().max().item()
    assert difference < 1e-4, f"{tiny.name}: masks differ from transformers' own by {difference}"


def top20(row):
    best = torch.log_softmax(row.double(), -1).topk(20)
    return [[i, round(v, 5)] for i, v in zip(best.indices.tolist(), best.values.tolist())]


def at_positions(rows, positions):
    return [{"position": p, "values": [round(v, 5) for v in rows[p].tolist()]} for p in positions]


class Reading:
    """A token list whose tokens have positions and, once deleted, are seen by no later token."""

    def __init__(self, tiny, model):
        self.tiny, self.model = tiny, model
        self.ids, self.positions, self.deleted_at = [], [], []
        self.position = 0

    def read(self, ids):
        self.ids += ids
        self.positions += range(self.position, self.position + len(ids))
        self.deleted_at += [math.inf] * len(ids)
        self.position += len(ids)

    def skip(self, count):
        self.position += count

    def delete(self, start, end):
        for i, p in enumerate(self.positions):
            if start <= p < end:
                self.deleted_at[i] = len(self.ids)

    def columns(self):
        return sum(d == math.inf for d in self.deleted_at)

    def last(self):
        visible = torch.arange(len(self.ids))[:, None] < torch.tensor(self.deleted_at)[None, :]
        return logits(self.tiny, self.model, self.ids, self.positions, visible)[-1]

    def greedy(self, n):
        chosen, margins = [], []
        for _ in range(n):
            best = self.last().topk(2)
            chosen.append(best.indices[0].item())
            margins.append(round((best.values[0] - best.values[1]).item(), 4))
            self.read(chosen[-1:])
        return chosen, margins


def forget(tiny, model, case, part_ids, then_ids, arm):
    reading = Reading(tiny, model)
    for i, ids in enumerate(part_ids):
        if arm == "redacted" and i in case["drop"]:
            reading.skip(len(ids))
        else:
            reading.read(ids)
    starts = np.cumsum([0] + [len(ids) for ids in part_ids]).tolist()
    for i in case["drop"] if arm == "forgotten" else []:
        reading.delete(starts[i], starts[i + 1])
    columns = reading.columns()
    reading.read(then_ids)
    row = reading.last()
    greedy, margin = reading.greedy(case["n"])
    return {"top20": top20(row), "greedy": greedy, "margin": margin, "text": decode(tiny.tokenizer, greedy),
            "columns_before_then": columns}


def answer(tiny, model, case):
    out = dict(case)
    if case["kind"] == "forget":
        out["part_ids"] = [encode(tiny.tokenizer, p, first=i == 0) for i, p in enumerate(case["parts"])]
        out["then_ids"] = encode(tiny.tokenizer, case["then"], first=False)
        for arm in ("kept", "forgotten", "redacted"):
            out[arm] = forget(tiny, model, case, out["part_ids"], out["then_ids"], arm)
        return out
    ids = out["ids"] = encode(tiny.tokenizer, case["text"])
    rows = logits(tiny, model, ids)
    check_masks(tiny, model, ids)
    if case["kind"] == "logits":
        out["top20"] = top20(rows[-1])
        out["logits"] = at_positions(rows, [0, len(ids) // 2, len(ids) - 1] if case["name"] == "plain" else [len(ids) - 1])
    if case["kind"] == "greedy":
        reading = Reading(tiny, model)
        reading.read(ids)
        out["greedy"], out["margin"] = reading.greedy(case["n"])
        out["continuation"] = decode(tiny.tokenizer, out["greedy"])
    if case["kind"] == "nll":
        chances = torch.log_softmax(rows.double(), -1)[:-1].gather(1, torch.tensor(ids[1:])[:, None])
        out["mean_nll"] = round(-chances.mean().item(), 6)
        if case["name"] == "long-nll":
            out["top20"] = top20(rows[-1])
            out["logits"] = at_positions(rows, [len(ids) - 1])
    return out


def reference(tiny, path):
    model = read_gguf(tiny, path)
    return {"model": path.name, "dtype": "float32", "cases": [answer(tiny, model, case) for case in cases(tiny.turn)]}


def dump(reference_values, path):
    """One case a line: small, and a changed case shows as one changed line."""
    lines = ",\n".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in reference_values["cases"])
    head = f'{{"model":"{reference_values["model"]}","dtype":"{reference_values["dtype"]}","cases":[\n'
    path.write_text(head + lines + "\n]}\n", encoding="utf-8")


def distance(a, b, where=""):
    """The largest difference of two numbers at the same place; anything else must be equal."""
    if isinstance(a, float) and isinstance(b, (int, float)):
        return abs(a - b)
    if type(a) is type(b) and isinstance(a, dict) and a.keys() == b.keys():
        return max((distance(a[k], b[k], f"{where}/{k}") for k in a), default=0.0)
    if type(a) is type(b) and isinstance(a, list) and len(a) == len(b):
        return max((distance(x, y, f"{where}/{i}") for i, (x, y) in enumerate(zip(a, b))), default=0.0)
    if a != b:
        raise SystemExit(f"differs at {where}: {str(a)[:60]} and {str(b)[:60]}")
    return 0.0


def make(tiny, folder):
    path = folder / f"{tiny.name}.gguf"
    write_gguf(tiny, path)
    dump(reference(tiny, path), folder / f"{tiny.name}.json")


def check(tiny, folder, scratch):
    path = folder / f"{tiny.name}.gguf"
    write_gguf(tiny, scratch / path.name)
    same = "same bytes" if path.read_bytes() == (scratch / path.name).read_bytes() else "OTHER BYTES"
    kept = json.loads((folder / f"{tiny.name}.json").read_text(encoding="utf-8"))
    apart = distance(kept, reference(tiny, path), tiny.name)
    print(f"{tiny.name:14} {same}, values differ by at most {apart:.2g}")
    return same == "same bytes" and apart < 2e-4


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--out", type=Path, default=RESOURCES)
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    if options.check:
        with tempfile.TemporaryDirectory() as scratch:
            sys.exit(0 if all([check(t, options.out, Path(scratch)) for t in MODELS]) else 1)
    options.out.mkdir(parents=True, exist_ok=True)
    for tiny in MODELS:
        make(tiny, options.out)
        files = [options.out / f"{tiny.name}.{kind}" for kind in ("gguf", "json")]
        print(f"{tiny.name:14} " + ", ".join(f"{f.name} {f.stat().st_size} bytes" for f in files))


if __name__ == "__main__":
    main()
