"""Makes the vocabularies and expected ids that GoldenIdsTest reads.

    pip install gguf tokenizers sentencepiece
    python make_golden.py SMOLLM2.gguf LICENSE OUT_DIR

byte-pairs.json.gz: the first merges of SmolLM2 (Apache-2.0) over all 256 bytes; ids by Hugging Face's
tokenizers. sentence-pieces.json.gz: two small vocabularies trained here; ids by sentencepiece itself.
"""
import gzip
import io
import json
import random
import sys

import sentencepiece as spm
from gguf import GGUFReader
from tokenizers import AddedToken, Regex, Tokenizer, models
from tokenizers import pre_tokenizers as pre

GPT_2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
TIKTOKEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTES = pre.ByteLevel(add_prefix_space=False, use_regex=False)
PRE_TOKENIZERS = {
    "gpt-2": pre.ByteLevel(add_prefix_space=False),
    "smollm": pre.Sequence([pre.Split(Regex(GPT_2), "isolated"), pre.Digits(True), BYTES]),
    "qwen2": pre.Sequence([pre.Split(Regex(TIKTOKEN % ""), "isolated"), BYTES]),
    "llama-bpe": pre.Sequence([pre.Split(Regex(TIKTOKEN % "{1,3}"), "isolated"), BYTES]),
}
WORDS = (
    "the licence of this work don't I'LL they'Ve 'ſ it's naïve café 東京タワー Ⅷ ½ ²³ ١٢٣ e\u0301 👩‍👩‍👧 \u200b \u00a0 "
    "\u3000 \x85 1234567 3.14 €1,234.56 हिन्दी ไทย 한국어 ελληνικά עברית \ufeff ǅ ʰ ﬁ 𝔸𝔹 𐐀 \u2028 <|im_start|> <b> "
    "if(x!=y){return;}//no"
).split(" ") + ["\r\n", "\n", "\n\n", "   ", "\t\t", "\n \n  ", "\x0b\x0c", "  1", " \n\n  7"]


def text(r):
    if r.random() < 0.5:
        return "".join(r.choice(WORDS) + r.choice(["", " ", "  ", "\n"]) for _ in range(r.randrange(1, 9)))
    return "".join(r.choice(" \n\r\t'sSlLtTdDrREevVmM12.,-(<|>aé東🗼\x00") for _ in range(r.randrange(1, 30)))


def write(path, value):
    raw = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
    with open(path, "wb") as out:
        out.write(gzip.compress(raw, 9, mtime=0))


def byte_pairs(model):
    fields = GGUFReader(model).fields
    letters = [c for c in (chr(i) for i in range(512)) if c in pre.ByteLevel.alphabet()]
    merges = fields["tokenizer.ggml.merges"].contents()[:2500]
    tokens = letters + [merge.replace(" ", "") for merge in merges]
    assert len(set(tokens)) == len(tokens)
    markers = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    types = [1] * len(tokens) + [3] * len(markers)
    tokens += markers
    r = random.Random(1)
    texts = [text(r) for _ in range(120)]
    cases = {}
    for name, cut in PRE_TOKENIZERS.items():
        hf = Tokenizer(
            models.BPE(
                vocab={token: i for i, token in enumerate(tokens)},
                merges=[tuple(merge.split(" ")) for merge in merges],
                ignore_merges=name == "llama-bpe",
            )
        )
        hf.pre_tokenizer = cut
        plain = [hf.encode(t).ids for t in texts]
        hf.add_special_tokens([AddedToken(m, special=True, normalized=False) for m in markers])
        cases[name] = {"plain": plain, "template": [hf.encode(t).ids for t in texts]}
    return {"tokens": tokens, "types": types, "merges": merges, "texts": texts, "ids": cases}


def sentence_pieces(corpus, prefix):
    model = io.BytesIO()
    lines = open(corpus, encoding="utf-8").read().split("\n") + [w for w in WORDS if w.strip()] * 3
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, model_type="bpe", vocab_size=900,
        character_coverage=0.98, byte_fallback=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, add_dummy_prefix=prefix, control_symbols=["<|im_start|>"],
        user_defined_symbols=[] if prefix else ["\n", "\n\n", "<b>"], minloglevel=2,
    )
    sp = spm.SentencePieceProcessor(model_proto=model.getvalue())
    ids = range(sp.get_piece_size())

    def kind(i):
        if sp.is_unknown(i):
            return 2
        if sp.is_control(i):
            return 3
        if sp.is_byte(i):
            return 6
        return 4 if not prefix and sp.id_to_piece(i) in ("\n", "\n\n", "<b>") else 1

    r = random.Random(2)
    texts = [text(r) for _ in range(150)]
    return {
        "tokens": [sp.id_to_piece(i) for i in ids], "scores": [round(sp.get_score(i), 3) for i in ids],
        "types": [kind(i) for i in ids], "texts": texts, "ids": [sp.encode(t) for t in texts],
    }


if __name__ == "__main__":
    model, corpus, out = sys.argv[1:]
    write(out + "/byte-pairs.json.gz", byte_pairs(model))
    write(
        out + "/sentence-pieces.json.gz",
        {"prefixed": sentence_pieces(corpus, True), "bare": sentence_pieces(corpus, False)},
    )
