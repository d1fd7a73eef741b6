"""Writes the golden files of the chat templates: what Python's jinja2, set up as transformers sets it up, renders.

    pip install jinja2==3.1.6
    python tokenizer/src/test/python/generate_golden.py

The files are committed; run this again after changing a case or adding a template.
"""

import copy
import datetime
import json
import pathlib
import random
import warnings

from golden_cases import CHATS, LANGUAGE, REQUESTS, TOOLS, X
from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment
from random_templates import VARIABLES, random_template

TEST = pathlib.Path(__file__).parent.parent
PACKAGE = "resources/io/lethe/tokenizer/template"
FAMILIES = TEST.parent / "main" / PACKAGE / "family"
TEMPLATES = TEST / PACKAGE / "templates"
GOLDEN = TEST / PACKAGE / "golden"

NOW = datetime.datetime(2026, 11, 21, 9, 5, 7)
TOKENS = {
    "llama": ("<|begin_of_text|>", "<|eot_id|>"),
    "mistral": ("<s>", "</s>"),
    "gemma": ("<bos>", "<eos>"),
    "qwen": (None, "<|im_end|>"),
}


class Generation(Extension):
    """The tag {% generation %} of transformers, which prints its body."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


class Raised(TemplateError):
    """What a template says through raise_exception."""


def environment():
    def raise_exception(message):
        raise Raised(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


def outcome(source, variables):
    """What rendering gives: output, the message of raise_exception, or that it fails."""
    try:
        return {"output": environment().from_string(source).render(**variables)}
    except Raised as raised:
        return {"raises": str(raised)}
    except Exception as failure:  # any other complaint of jinja2 or of Python's types
        return {"fails": f"{type(failure).__name__}: {failure}"}


def message_variables(message):
    """The message as ChatMessage shows it to a template."""
    shown = {"role": message["role"], "content": message["content"]}
    if "reasoning" in message:
        shown["reasoning_content"] = message["reasoning"]
    if "tool_calls" in message:
        shown["tool_calls"] = [
            {"id": c["id"], "type": "function", "function": {"name": c["name"], "arguments": c["arguments"]}}
            for c in message["tool_calls"]
        ]
    if "tool_call_id" in message:
        shown["tool_call_id"] = message["tool_call_id"]
    if "name" in message:
        shown["name"] = message["name"]
    return shown


def chat_variables(chat, request, tokens):
    variables = dict(tokens) | request.get("variables", {})
    return variables | {
        "messages": [message_variables(message) for message in CHATS[chat]],
        "tools": TOOLS if request["tools"] else None,
        "documents": None,
        "add_generation_prompt": request["generation_prompt"],
    }


def tokens_of(name):
    for family, (bos, eos) in TOKENS.items():
        if family in name:
            return {k: v for k, v in (("bos_token", bos), ("eos_token", eos)) if v}
    return {}


def write(path, content):
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def template_golden(path):
    source = path.read_text(encoding="utf-8")
    tokens = tokens_of(path.stem)
    cases = []
    for chat in CHATS:
        for request_name, request in REQUESTS.items():
            case = {"name": f"{chat}, {request_name}", "chat": chat} | request
            cases.append(case | outcome(source, chat_variables(chat, request, tokens)))
    return {"tokens": tokens, "cases": cases}


def main():
    warnings.simplefilter("ignore", SyntaxWarning)
    GOLDEN.mkdir(exist_ok=True)
    write(GOLDEN / "chats.json", {"chats": CHATS, "tools": TOOLS})
    for path in sorted([*FAMILIES.glob("*.jinja"), *TEMPLATES.glob("*.jinja")]):
        write(GOLDEN / f"template-{path.stem}.json", template_golden(path))
    language = [{"template": template} | outcome(template, copy.deepcopy(X)) for template in LANGUAGE]
    write(GOLDEN / "language.json", {"variables": X, "cases": language})
    write(GOLDEN / "random.json", {"variables": VARIABLES, "cases": drawn(600)})


def drawn(count):
    """Random templates; of those that fail only every third is kept."""
    generator = random.Random(20261121)
    cases = []
    while len(cases) < count:
        template = random_template(generator)
        result = outcome(template, copy.deepcopy(VARIABLES))  # indent of a list changes that list
        if "output" in result or len(cases) % 3 == 0:
            cases.append({"template": template} | result)
    return cases


if __name__ == "__main__":
    main()
