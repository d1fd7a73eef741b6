"""Tests of bench/side-by-side on programs that only pretend. Run: python3 -m unittest discover -s bench/src/test/python -p '*_test.py'"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[3] / "side-by-side"
sys.dont_write_bytecode = True
loader = SourceFileLoader("side_by_side", str(SCRIPT))
side_by_side = module_from_spec(spec_from_loader("side_by_side", loader))
loader.exec_module(side_by_side)

LETHE = """#!/usr/bin/env python3
import json, sys
o = dict(zip(sys.argv[2::2], sys.argv[3::2]))
if sys.argv[1] == "generate": print("Paris"); sys.exit()
n = "pp" + o["--prompt"] if o["--prompt"] != "0" else "tg" + o["--generate"] + ("@d" + o["--depth"] if o["--depth"] != "0" else "")
s = int(o["--sequences"])
print(json.dumps([{"model": o["--model"], "test": n, "sequences": s, "tokens_per_second": {"median": 200.0 * s, "min": 1, "max": 999},
                   "repetitions": 3, "threads": int(o["--threads"])}]))
"""
BENCH = """#!/usr/bin/env python3
import json, sys
assert "-r" in sys.argv
if sys.argv[sys.argv.index("-d") + 1] == "4096": import os; os.kill(os.getpid(), 4)
print(json.dumps([{"n_prompt": 512, "avg_ts": 100.0}]))
"""
BATCHED = """#!/usr/bin/env python3
print("noise")
print('{"n_kv_max": 4096, "pl": 8, "speed_pp": 1.0, "speed_tg": 400.0}')
"""
COMPLETION = "#!/usr/bin/env python3\nprint('Paris')\n"


def program(folder, name, text):
    path = Path(folder) / name
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


class SideBySideTest(unittest.TestCase):
    def test_ratios_are_taken_within_a_round_and_a_dead_peer_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            lethe = program(folder, "lethe", LETHE)
            for name, text in {"llama-bench": BENCH, "llama-batched-bench": BATCHED, "llama-completion": COMPLETION}.items():
                program(folder, name, text)
            model = program(folder, "m.gguf", "")
            done = subprocess.run([sys.executable, SCRIPT, "--lethe", lethe, "--peer", f"stub={folder}", "--rounds", "3", "--threads", "2",
                                   "--out", f"{folder}/out", model], capture_output=True, text=True)
            table = Path(folder, "out/table.md").read_text()
            lines = Path(folder, "out/results.jsonl").read_text().splitlines()
        self.assertEqual(done.returncode, 1, done.stderr)  # one test of the peer fails
        self.assertIn("| m.gguf | pp512 | llama.cpp stub | 100 (100 to 100) tok/s, 3 runs | 2.00 (2.00 to 2.00) |", table)
        self.assertIn("| m.gguf | tg64x8 | lethe | 1600 (1600 to 1600) tok/s, 3 runs |  |", table)
        self.assertIn("| m.gguf | tg64x8 | llama.cpp stub | 400 (400 to 400) tok/s, 3 runs | 4.00 (4.00 to 4.00) |", table)
        self.assertIn("failed: llama-bench was killed by signal 4", table)
        self.assertIn("MiB resident, 3 runs", table)
        self.assertEqual(len(lines), 1 + 4 * 3 * 2 + 4 * 2)  # the machine, then each run; `first` has one more round
        self.assertIn("cpu", json.loads(lines[0]))

    def test_engines_take_turns_to_go_first(self):
        order = []
        peers = {"p": ("", "")}
        options = type("Options", (), {"peer_only": False, "models": ["m"], "tests": ["tg64"], "rounds": 2, "threads": 1})
        side_by_side.measure_lethe = lambda o, m, t: {"tokens_per_second": 1.0}
        side_by_side.measure_peer = lambda o, p, m, t: {"tokens_per_second": 2.0}
        side_by_side.rounds(options, peers, lambda r: order.append(r["engine"]))
        self.assertEqual(order, ["lethe", "llama.cpp p", "llama.cpp p", "lethe"])

    def test_median_of_ratios_is_not_ratio_of_medians(self):
        records = []
        for number, (a, b) in enumerate([(10, 10), (40, 10), (30, 30)]):
            for engine, value in (("lethe", a), ("llama.cpp p", b)):
                records.append({"model": "m", "test": "tg64", "round": number, "engine": engine, "load": 0, "counted": True,
                                "tokens_per_second": value})
        ratio = [row[4] for row in side_by_side.rows(records) if row[2] == "llama.cpp p"]
        self.assertEqual(ratio, ["1.00 (1.00 to 4.00)"])

    def test_a_report_without_the_test_asked_for_is_an_error(self):
        report = [{"test": "tg64", "sequences": 1, "tokens_per_second": {"median": 5.0}}]
        self.assertEqual(side_by_side.lethe_rate(json.dumps(report), "tg64"), 5.0)
        with self.assertRaises(side_by_side.Failed):
            side_by_side.lethe_rate(json.dumps(report), "tg64x8")

    def test_processor_is_named_with_the_extensions_that_matter(self):
        text = "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu avx2 avx512f amx_int8\n"
        self.assertEqual(side_by_side.cpu_facts(text), ("Some CPU", ["avx2", "avx512f", "amx_int8"]))


if __name__ == "__main__":
    unittest.main()
