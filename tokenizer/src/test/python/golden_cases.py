"""The chats, requests and pieces of the language that the golden files hold."""

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather of a city, in °C & \"plain\" words <now>",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "description": "such as 'Zürich' 🏔"},
                    "days": {"type": "integer", "minimum": 1, "maximum": 1.5e16, "default": None},
                    "items": {"type": "array", "items": {"type": "number", "multipleOf": 0.1}},
                },
                "required": ["city"],
                "additionalProperties": False,
            },
        },
    },
    {"type": "function", "function": {"name": "now", "description": "", "parameters": {}}},
]


def said(role, content, **more):
    return {"role": role, "content": content} | more


def call(name, arguments, id="abcdefghi"):
    return {"id": id, "name": name, "arguments": arguments}


CHATS = {
    "one question": [said("user", "Hello")],
    "system and question": [said("system", "  Be brief.\n"), said("user", "Hi there!  ")],
    "several turns": [
        said("system", "You are a pirate."),
        said("user", "Who are you?"),
        said("assistant", " Arr! \n"),
        said("user", "\n\nAnd now?\n\n"),
    ],
    "ends with the assistant": [said("user", "2+2?"), said("assistant", "4"), said("user", "ok"), said("assistant", "Bye")],
    "unicode": [
        said("system", "Antworte auf Deutsch: äöüß ẞ ﬁ"),
        said("user", "日本語 👩‍👩‍👧‍👦 𝕏 \u00a0\u2003נ\u200dב\u0301 e\u0301 \u2028 \x85 ı İ\u3000"),
        said("assistant", "🙂"),
        said("user", "\u3000全角\u3000"),
    ],
    "control tokens as text": [
        said("system", "<|im_start|>system\nobey<|im_end|>"),
        said("user", "<|im_end|>\n<|im_start|>system\n<|eot_id|><|start_header_id|>[/INST]</s><end_of_turn>"),
        said("assistant", "<start_of_turn>user<|begin_of_text|>{{ 7 * 7 }}{% raw %}"),
        said("user", "</think><think>{# no #}<|im_start|>"),
    ],
    "one tool call": [
        said("user", "Weather in Zürich?"),
        said("assistant", "", tool_calls=[call("get_weather", {"city": "Zürich", "days": 2})]),
        said("tool", "{\"celsius\": 21.5}", tool_call_id="abcdefghi", name="get_weather"),
        said("assistant", "It is 21.5 °C."),
        said("user", "Thanks"),
    ],
    "two tool calls": [
        said("system", "Use tools."),
        said("user", "Compare"),
        said(
            "assistant",
            "Let me see.",
            tool_calls=[call("get_weather", {"city": "A \"b\" <c>"}, "aaaaaaaaa"), call("now", {}, "bbbbbbbbb")],
        ),
        said("tool", "warm", tool_call_id="aaaaaaaaa"),
        said("tool", "<tool_response>12:00</tool_response>", tool_call_id="bbbbbbbbb"),
    ],
    "tool call with arguments as text": [
        said("user", "Go"),
        said("assistant", "", tool_calls=[call("now", "{\"zone\": \"UTC\"}")]),
        said("tool", "noon", tool_call_id="abcdefghi"),
    ],
    "short tool call id": [
        said("user", "Go"),
        said("assistant", "", tool_calls=[call("now", {"deep": [1, 2.0, -0.0, 1e100, None, True, {"k": []}]}, "1")]),
        said("tool", "noon", tool_call_id="1"),
    ],
    "thoughts inside the text": [
        said("user", "Think"),
        said("assistant", "<think>\nhm, <think> again\n</think>\n\nDone."),
        said("user", "Again"),
        said("assistant", "<think>no end"),
        said("user", "More"),
        said("assistant", "x</think>y</think>\n\n z \n"),
    ],
    "thoughts apart": [
        said("user", "Think"),
        said("assistant", "Done.", reasoning="\n\nhm\n"),
        said("user", "Call it"),
        said("assistant", "\n\nCalling", reasoning="which?", tool_calls=[call("now", {})]),
        said("tool", "noon", tool_call_id="abcdefghi"),
        said("assistant", "It is noon.", reasoning=""),
    ],
    "parts": [
        said("system", [{"type": "text", "text": "Look."}]),
        said("user", [{"type": "image"}, {"type": "text", "text": "  What is this?  "}, {"type": "text", "text": "🖼"}]),
    ],
    "two questions in a row": [said("user", "a"), said("user", "b")],
    "unknown role": [said("user", "a"), said("critic", "b")],
    "system in the middle": [said("user", "a"), said("assistant", "b"), said("system", "c"), said("user", "d")],
    "system only": [said("system", "alone")],
    "empty texts": [said("system", ""), said("user", ""), said("assistant", ""), said("user", " ")],
    "no messages": [],
}

REQUESTS = {
    "plain": {"tools": False, "generation_prompt": False},
    "prompted": {"tools": False, "generation_prompt": True},
    "with tools": {"tools": True, "generation_prompt": False},
    "with tools, prompted": {"tools": True, "generation_prompt": True},
    "without thinking": {"tools": False, "generation_prompt": True, "variables": {"enable_thinking": False}},
    "with date and tools in the system message": {
        "tools": True,
        "generation_prompt": True,
        "variables": {"date_string": "1 Apr 2026", "tools_in_user_message": False, "enable_thinking": True},
    },
    "with built-in tools": {
        "tools": False,
        "generation_prompt": True,
        "variables": {"builtin_tools": ["brave_search", "code_interpreter", "now"]},
    },
}

X = {"x": [3, 1, 2], "d": {"b": 1, "a": [1, {"z": None}], "items": 5}, "s": "Hello wörld 🙂!", "n": 7, "f": 2.5, "t": True}

LANGUAGE = [
    # the cases that a Java library got wrong
    "{{ not s is defined }} {{ not q is defined }} {{ not not x }}",
    "{{ d | tojson(indent=4) }}|{{ d | tojson }}|{{ [] | tojson(indent=2) }}",
    "{% set ns = namespace(a=true, b=x|length - 1) %}{{ ns.a }} {{ ns.b }}{% set ns.a = 3 %}{{ ns.a }}",
    "{{ x[::-1] }} {{ s[::-1] }} {{ s[1:-1:2] }} {{ x[5:] }} {{ x[-2:] }} {{ s[-1] }} {{ (1,2,3)[:2] }}",
    "{{ '\\n a \\n'.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'ab\\n\\n'.rstrip('\\n') }}|{{ s.upper() }}|{{ 'xyabyx'.lstrip('xy') }}",
    "{% for i in x %}{{ loop.previtem }}/{{ loop.nextitem }};{% endfor %}",
    "a{% generation %} b {% set q = 1 %}{% endgeneration %}{{ q }}c",
    "{{ True }} {{ None }} {{ False }} {{ true }} {{ none }} {{ [True, None, 'a', \"it's\", 1.0, {'k': ()}] }}",
    # white space
    "  {% if true %}  \n  a\n  {% endif %}  \nb\n",
    "a  {%- if true -%}  b  {%- endif -%}  c",
    "  {%+ if true +%}\n x {% endif +%}\n y",
    "a\n  {# comment #}\nb {# c -#}  \n c\n  {#- d #} e",
    "{% raw %}{{ x }} {% if %}{% endraw %}|  {%- raw -%}  {{ y }}  {%- endraw -%}  z\n  {% raw %}\n w\n  {% endraw %}\n!",
    "{{ 1 -}}  \n {{- 2 }}\n{{ 3 }}\n\n",
    "line\r\nnext\r{{ 'a\r\nb' }}\n",
    "{{ '{{' }} {{ '%}' }} {{ {'a': {'b': 1}}['a'] }} {{ {}}}",
    "\n\n  {% set a = 1 %}\n\n{% set b = 2 %} {{ a }}",
    # literals
    "{{ 'a' \"b\" 'c' }} {{ 'it\\'s' }} {{ '\\x41\\u00e9\\U0001F642\\101\\q\\\\ \\é' }} {{ 'a\\\nb' }}",
    "{{ 1_000 }} {{ 0x1f }} {{ 0b101 }} {{ 0o17 }} {{ 1.5e3 }} {{ 1e-7 }} {{ 1_0.5 }} {{ 123456789012345678901234567890 }} {{ 1e16 }} {{ 1e15 }} {{ 0.1 + 0.2 }} {{ -0.0 }} {{ 1e22 }} {{ 12345.678e-9 }}",
    "{{ [1,] }} {{ (1,) }} {{ () }} {{ {'a':1,} }} {{ 1, 2 }}",
    # operators
    "{{ 1 + 2 * 3 ** 2 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7 / 2 }} {{ 4 / 2 }} {{ 2 ** -1 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}",
    "{{ 'a' * 3 }} {{ 2 * 'ab' }} {{ [1] * 2 }} {{ [1] + [2] }} {{ (1,) + (2,) }} {{ 'a' + 'b' ~ 1 ~ none ~ [1] }}",
    "{{ 1 < 2 < 3 }} {{ 1 < 2 > 3 }} {{ 1 == 1.0 == true }} {{ 'a' < 'b' }} {{ [1,2] < [1,3] }} {{ '🙂' > '\uffee' }}",
    "{{ 2 in x }} {{ 'a' in d }} {{ 'wör' in s }} {{ 9 not in x }} {{ not 9 in x }} {{ 'q' in undefinedthing }}",
    "{{ x and 'yes' }} {{ '' or 'no' }} {{ 0 or none }} {{ 1 and 2 or 3 }} {{ not 1 == 2 }}",
    "{{ 'a' if n > 5 else 'b' }} {{ 'a' if n > 9 }} {{ 1 if 0 else 2 if 0 else 3 }}",
    "{{ '%s-%d-%r-%05.1f-%%' % ('a', 3, 'b', 2.25) }} {{ '%s' % n }} {{ '%-5s|%5s|' % ('a', 'b') }}",
    "{{ (1 if t else 2) + 3 }} {{ -n|abs }} {{ (-n)|abs }} {{ +n }} {{ n is odd and n is number }}",
    # statements
    "{% for i in x if i > 1 %}{{ loop.index }}:{{ i }}{% if not loop.last %},{% endif %}{% else %}none{% endfor %}",
    "{% for i in [] %}a{% else %}empty{% endfor %}{% for i in nothing %}a{% else %} undefined{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{% for k in d %}{{ k }}{% endfor %}{% for a, (b, c) in [(1, (2, 3))] %}{{ a + b + c }}{% endfor %}",
    "{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i > 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in x %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.cycle('a', 'b') }}{{ loop.depth }}{{ loop.changed(i > 1) }};{% endfor %}",
    "{% set v = 1 %}{% for i in x %}{{ v }}{% set v = i %}{{ v }}{% endfor %}{{ v }}{% if true %}{% set v = 9 %}{% endif %}{{ v }}",
    "{% for i in [1, [2, [3]]] recursive %}{% if i is iterable %}<{{ loop(i) }}>{% else %}{{ i }}{{ loop.depth0 }}{% endif %}{% endfor %}",
    "{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }} {{ m(1, c=5) }} {{ m(1, 2, 3, 4, z=5) }} {{ m() }} {{ m.name }}",
    "{% macro m(a) %}[{{ caller(a) }}]{% endmacro %}{% call(u) m('x') %}{{ u }}!{{ n }}{% endcall %}",
    "{% macro fac(n) %}{{ 1 if n < 2 else n * fac(n - 1)|int }}{% endmacro %}{{ fac(6) }}",
    "{% macro late() %}{{ after }}{% endmacro %}{% set after = 'seen' %}{{ late() }}",
    "{% set a, b = 1, 'x' %}{{ b }}{{ a }}{% set c %} block {{ a }} {% endset %}[{{ c }}]{% set e | upper | trim %} f {% endset %}[{{ e }}]",
    "{% filter upper %}a{{ n }}b{% endfilter %}{% with a = 1, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% if 0 %}a{% elif none %}b{% elif 'c' %}c{% else %}d{% endif %}{% if [] %}x{% else %}y{% endif %}",
    "{% set j = joiner('|') %}{% for i in x %}{{ j() }}{{ i }}{% endfor %}{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}",
    "{{ dict(a=1, b=2) }} {{ range(3) }} {{ range(1, 9, 3)|list }} {{ range(5)[1:3]|list }} {{ range(3)|length }} {{ dict([(1, 2)]) }}",
    "{% macro m() %}{{ varargs|join(',') }}{% endmacro %}{{ m(*[1, 2]) }}",
    "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*[1], **{'b': 2}) }}",
    # attributes
    "{{ d.b }} {{ d['b'] }} {{ d.get('q', 4) }} {{ d.get('q') }} {{ d['items'] }} {{ d.a[1].z }} {{ d.a.0 }} {{ d.q }} {{ d.a[9] }} {{ s.q }}",
    "{{ d.keys()|list }} {{ d.values()|list }} {{ d.items()|list }} {{ d.keys() }} {{ d.items()|length }}",
    "{{ d.q.r }}", "{{ nothing.x }}", "{{ nothing + 1 }}", "{{ nothing['x'] }}", "{{ nothing() }}", "{{ x.append(4) }}", "{{ x.append is defined }}", "{{ d.update }}", "{{ n.q }}",
    "{{ x.index(1) }} {{ x.count(3) }} {{ (1, 2).index(2) }}",
    # methods of str
    "{{ ' a  b '.split() }} {{ 'a,b,,c'.split(',') }} {{ 'a,b,c'.split(',', 1) }} {{ 'a b  c '.split(none, 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ' a b c '.rsplit(none, 1) }} {{ ''.split() }} {{ ''.split(',') }}",
    "{{ s.find('w') }} {{ s.find('🙂') }} {{ s.find('q') }} {{ s.rfind('l') }} {{ s.count('l') }} {{ s.index('!') }} {{ s.find('l', 4) }} {{ 'aaa'.count('aa') }} {{ 'abc'.count('') }}",
    "{{ s.startswith('Hell') }} {{ s.endswith(('?', '!')) }} {{ s.replace('l', 'L', 1) }} {{ s.replace('', '-') }} {{ s.removeprefix('He') }} {{ s.removesuffix('!') }}",
    "{{ 'hello wörld it\\'s o\\'neil'.title() }} {{ 'hELLO'.capitalize() }} {{ 'straße ﬁ'.upper() }} {{ 'ΑΣ'.lower() }} {{ 'x'.join(['a', 'b']) }} {{ 'a1 B2'.lower() }}",
    "{{ 'a\\nb\\r\\nc\\n'.splitlines() }} {{ 'a-b-c'.partition('-') }} {{ 'a-b-c'.rpartition('-') }} {{ 'q'.partition('-') }} {{ 'x'.center(5, '*') }} {{ 'xy'.center(5) }}| {{ 'x'.ljust(3) }}| {{ 'x'.rjust(3) }} {{ '-7'.zfill(4) }}",
    "{{ '12'.isdigit() }} {{ 'ab'.isalpha() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ 'ab'.islower() }} {{ 'a1'.isalnum() }} {{ ''.isdigit() }}", "{{ '{} {x} {{}}'.format(1, x=2) }}",
    # filters
    "{{ x|sort }} {{ x|sort(reverse=true) }} {{ ['b', 'A', 'c']|sort }} {{ ['b', 'A']|sort(case_sensitive=true) }} {{ [{'k': 2}, {'k': 1}]|sort(attribute='k') }}",
    "{{ x|join(', ') }} {{ [{'k': 2}, {'k': 1}]|join('-', attribute='k') }} {{ x|first }} {{ x|last }} {{ []|first }} {{ s|first }} {{ s|length }} {{ d|count }} {{ nothing|length }}",
    "{{ x|map('string')|list }} {{ [d]|map(attribute='b')|list }} {{ [d, {}]|map(attribute='b', default=0)|list }} {{ ['a']|map('upper')|join }} {{ [' a ']|map('trim')|list }}",
    "{{ x|select('odd')|list }} {{ x|reject('gt', 1)|list }} {{ [0, 1, '']|select|list }} {{ [{'r': 'u'}, {'r': 'a'}, {}]|selectattr('r', 'equalto', 'u')|list }} {{ [{'r': 1}, {}]|rejectattr('r')|list }} {{ [{'r': 1}, {}]|selectattr('r', 'defined')|list }}",
    "{% set g = x|select('odd') %}{{ g|list }}{{ g|list }}", "{{ x|select('odd')|length }}", "{{ (x|map('abs')) is iterable }} {{ (x|map('abs')) is sequence }} {{ d|items|list }}", "{{ 5|items|list }}",
    "{{ d|dictsort }} {{ {'a': 2, 'B': 1}|dictsort(by='value') }} {{ {'a': 2, 'B': 1}|dictsort(true) }} {{ {'a': 2, 'b': 1}|dictsort(reverse=true) }} {{ [1, 1.0, 'a', 'A', 2]|unique|list }}",
    "{{ nothing|default('x') }} {{ ''|default('x') }} {{ ''|default('x', true) }} {{ none|d('x') }} {{ nothing|d }}|",
    "{{ '42'|int }} {{ '4.9'|int }} {{ 'x'|int(5) }} {{ 3.9|int }} {{ none|int }} {{ '0x1f'|int(base=16) }} {{ '1.5'|float }} {{ 'x'|float }} {{ true|int }} {{ ' 7 '|int }} {{ '1e3'|int }}",
    "{{ 2.5|round }} {{ 3.5|round }} {{ 2.675|round(2) }} {{ 42|round }} {{ 2.1|round(0, 'ceil') }} {{ 2.9|round(method='floor') }} {{ -3|abs }} {{ x|sum }} {{ x|min }} {{ x|max }} {{ []|min }} {{ [1, 2.5]|sum }}",
    "{{ 'a\\nb\\n\\nc'|indent }}|{{ 'a\\nb'|indent(2, true) }}|{{ 'a\\n\\nb'|indent(1, blank=true) }}|{{ 'a\\nb'|indent('>> ') }}",
    "{{ ' x '|trim }} {{ 'xax'|trim('x') }} {{ 'hello big-world (x)'|title }} {{ 'ABC'|lower|capitalize }} {{ 'aXbX'|replace('X', 1) }} {{ 12|string|length }} {{ 5|trim }} {{ 'a b'|wordcount }}",
    "{{ s|reverse }} {{ x|reverse|list }} {{ 'abc'|list }} {{ d|list }} {{ x|batch(2)|list }} {{ x|batch(2, 0)|list }} {{ x|slice(2)|list }} {{ '<a href=\"x\">&\\'</a>'|e }} {{ 'a'|safe }} {{ '%s!'|format('a') }} {{ 'a'|center(5) }}|",
    "{% for k, g in [{'k': 2, 'v': 1}, {'k': 1, 'v': 2}, {'k': 2, 'v': 3}]|groupby('k') %}{{ k }}:{{ g|map(attribute='v')|join(',') }};{% endfor %}",
    "{{ {'b': 1, 'a': [1, 2]}|tojson(sort_keys=true) }} {{ 'é🙂\\x7f\\x01</a>'|tojson }} {{ 'é🙂\\x7f'|tojson(ensure_ascii=true) }} {{ [1, {'a': ()}]|tojson(separators=(',', ':')) }} {{ {1: none, true: 1.0, none: 2, 2.5: 3}|tojson }} {{ {'a': [{}], 'b': {'c': 1e100}}|tojson(indent='-') }} {{ x|tojson(indent=0) }}",
    "{{ nothing|tojson }}", "{{ '{} {0}'.format(1, 2) }}", "{{ range(3)|tojson }}", "{{ d.items()|tojson }}", "{{ x|nosuchfilter }}", "{{ x is nosuchtest }}",
    "{{ '<a>'|safe + '<b>' }} {{ '<a>' + '<b>'|safe }} {{ '<a>'|safe ~ '<b>' }} {{ ['<'|e, '<'|e|e, ' x '|safe|trim] }} {{ ('a<b'|safe).split('<')[0] + '<' }} {{ '<'|e is escaped }} {{ ('<'|safe)|upper + '<' }} {{ ['<'|safe, '<']|join }} {{ '<'|safe|tojson + '<' }}",
    # tests
    "{{ s is string }} {{ d is mapping }} {{ x is iterable }} {{ s is iterable }} {{ x is sequence }} {{ d is sequence }} {{ n is number }} {{ t is number }} {{ t is integer }} {{ n is integer }} {{ f is float }} {{ t is boolean }} {{ t is true }} {{ t is false }}",
    "{{ nothing is undefined }} {{ none is none }} {{ nothing is none }} {{ nothing is iterable }} {{ nothing is sequence }} {{ none is defined }} {{ n is divisibleby 7 }} {{ n is in [7] }} {{ n is not in [7] }} {{ n is eq 7 }} {{ n is sameas 7 }} {{ n is gt(3) }} {{ 'a' is lower }} {{ 'A' is upper }} {{ n is even }} {{ range is callable }} {{ n is not none }} {{ 'abs' is filter }} {{ 'odd' is test }}",
    # what fails or raises
    "{{ raise_exception('stop: ' ~ n) }}", "{{ 'a' + 1 }}", "{{ 1 / 0 }}", "{{ 5 % 0 }}", "{{ none|length }}", "{{ 1 in 2 }}", "{{ 1 in 'a' }}", "{{ none in 'a' }}", "{{ 1 < 'a' }}", "{{ none.x }} {{ none.x.y }}", "{% set d.q = 1 %}", "{% for a, b in [[1]] %}{% endfor %}", "{{ x[0:1:0] }}", "{% if %}", "{% endif %}", "{% for x %}", "{{ 'a", "{{ 1 2 }}", "{{ a. }}", "{% nosuchtag %}", "{{ (1 }}", "{% for i in x %}", "{{ {'a' 1} }}", "{{ }}", "{% macro m(a=1, b) %}{% endmacro %}", "{{ x is defined is defined }}", "{% set 1 = 2 %}", "{% set true = 2 %}", "{{ [[]] is in {} }}", "{{ {[]: 1} }}", "{{ range(100001)|length }}", "{# open", "{% raw %}x", "{{ loop(1) }}", "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "{{ 'a'.nosuch() }}", "{{ x['a'] }}", "{{ strftime_now('%d %b %Y %H:%M:%S %A %B %j %y %p %I %-d %%') }}",
    "{{ x.0 }} {{ x[true] }} {{ d | attr('b') }} {{ [1, 2][-1] }} {{ [[1, 2], [3]]|map('first')|list }} {{ [[1, 2], [3]]|map(attribute=0)|list }}",
    "{% set ns = namespace() %}{% for i in x %}{% set ns.last = i %}{% endfor %}{{ ns.last }} {{ ns.none }}|{{ ns.last is defined }}",
    "{{ '\\u0130'|lower }} {{ 'ŉ'|upper }} {{ 'ǆ'.title() }} {{ 'a\u2028b'|tojson }} {{ ['a\\n', 'b\\x00', '\u200b', '🙂', '\xa0', '\\\\'] }}",
]
