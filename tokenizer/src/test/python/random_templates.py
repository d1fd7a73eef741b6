"""Draws templates at random, all from a seed, for comparing the interpreter with jinja2."""

VARIABLES = {
    "a": [3, 1, 2, 2],
    "b": {"k": "v", "n": {"m": [1, None]}, "z": 0},
    "s": " Aß🙂b, c ",
    "e": "",
    "i": -7,
    "f": 2.5,
    "t": True,
    "o": None,
}

ATOMS = ["a", "b", "s", "e", "i", "f", "t", "o", "u", "1", "0", "2", "-3", "1.5", "'x'", "'b, '", "[]", "{}", "(1, 'y')",
         "[1, 'q', none]", "{'k': 1}", "true", "none", "'\\n a\\t'", "b.n.m", "a[0]", "s[1:4]", "a[::-1]", "b['k']"]
BINARY = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", ">=", "and", "or", "in", "not in", "+", "~", "~"]
FILTERS = ["length", "string", "upper", "lower", "title", "capitalize", "trim", "trim(' ')", "list", "first", "last", "join('-')",
           "tojson", "tojson(indent=2)", "reverse|list", "sort", "unique|list", "default('D')", "d('D', true)", "int", "float",
           "abs", "round", "round(1)", "map('string')|list", "select|list", "reject('none')|list", "sum", "min", "max",
           "replace('b', 'BB')", "indent(2, true)", "batch(2)|list", "items|list", "dictsort", "count", "safe", "e"]
TESTS = ["defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "number", "integer", "float", "boolean",
         "true", "false", "odd", "even", "eq 1", "in [1, 2]", "divisibleby 2", "not none", "lower", "upper"]
METHODS = ["strip()", "lstrip(' A')", "rstrip()", "split()", "split(',')", "split('b', 1)", "upper()", "title()", "startswith('x')",
           "endswith(' ')", "find('b')", "replace('b', '')", "items()|list", "keys()|list", "get('k')", "get('q', 1)", "count(2)",
           "capitalize()", "splitlines()", "partition(',')", "rsplit(None, 1)", "swapping", "isdigit()", "join(['1', '2'])"]


def expression(draw, depth):
    if depth == 0 or draw.random() < 0.15:
        return draw.choice(ATOMS)
    kind = draw.randrange(8)
    inner = expression(draw, depth - 1)
    if kind == 0:
        return f"{inner} {draw.choice(BINARY)} {expression(draw, depth - 1)}"
    if kind == 1:
        return f"({inner})|{draw.choice(FILTERS)}"
    if kind == 2:
        return f"{inner}|{draw.choice(FILTERS)}"
    if kind == 3:
        return f"({inner}).{draw.choice(METHODS)}"
    if kind == 4:
        return f"{inner} is {draw.choice(TESTS)}"
    if kind == 5:
        return f"({inner} if {expression(draw, depth - 1)} else {expression(draw, depth - 1)})"
    if kind == 6:
        return f"not {inner}" if draw.random() < 0.5 else f"[{inner}, {expression(draw, depth - 1)}]"
    if draw.random() < 0.5:
        return f"({inner})[{draw.choice(['0', '-1', 'i', 's', '5'])}]"
    # no slices of constants: jinja2 computes those beforehand, with other rules than for variables
    return f"{draw.choice(['a', 's', 'e', 'b.n.m', 'i'])}[{draw.choice(['1:', ':-1', '::2', '::-2', 'i:2', '-3:'])}]"


def statement(draw, depth):
    space = draw.choice(["", " ", "\n", "  \n ", "\n\n", "x"])
    kind = draw.randrange(6 if depth else 1)
    open_, close = draw.choice(["{%", "{%-", "{%", "{%+"]), draw.choice(["%}", "-%}", "%}"])
    if kind <= 1:
        return f"{space}{{{{ {expression(draw, 2)} }}}}{space}"
    body = statement(draw, depth - 1) + statement(draw, depth - 1)
    if kind == 2:
        other = statement(draw, depth - 1)
        return f"{space}{open_} if {expression(draw, 2)} {close}{body}{open_} else {close}{other}{open_} endif {close}{space}"
    if kind == 3:
        over = draw.choice(["a", "b", "s", "range(3)", "[1, [2]]", "u", expression(draw, 1)])
        return f"{space}{open_} for i in {over} {close}{body}{{{{ loop.index }}}}{open_} endfor {close}{space}"
    if kind == 4:
        return f"{space}{open_} set {draw.choice('abs')} = {expression(draw, 2)} {close}{space}{body}"
    return f"{space}{{# {draw.choice(['c', 'c -', '- c'])}#}}{body}{space}"


def random_template(draw):
    if draw.random() < 0.6:
        return "{{ " + expression(draw, 3) + " }}"
    return statement(draw, 2) + statement(draw, 2)
