"""Answers of models that do not keep to the JSON asked for: what each of them says, and how."""

from __future__ import annotations

import json

SUMMARY = "Opens the gate for those who bring a key, and closes it behind them."
OPENS = "Opens the gate and returns whether the key fits."
CLOSES = "Closes the gate and tells the guard about it."
SAID = {"": SUMMARY, "opens": OPENS, "Gate.closes": CLOSES}
"""What all of the shapes say."""
_VALUES = {"summary": SUMMARY, "symbols": {"opens": OPENS, "Gate.closes": CLOSES}}
_JSON = json.dumps(_VALUES)
_LOOSE = f"""{{
  'summary': '{SUMMARY}',
  'symbols': {{
    'opens': '{OPENS}',  // the first
    'Gate.closes': '{CLOSES}',
  }},
}}"""
_THOUGHT = "The code opens a gate. opens: I need to check what it does first, then I write."
_FOLDED = [text.replace(" ", "\n  ", 4).replace("\n  ", " ", 3) for text in (SUMMARY, CLOSES)]
_PLAIN = f"Summary: {SUMMARY}\nopens: {OPENS}\nGate.closes: {CLOSES}\n"

TAKEN: dict[str, str] = {
    "json": _JSON,
    "json with white space": json.dumps(_VALUES, indent="\n\n  "),
    "fenced json": f"```json\n{_JSON}\n```",
    "fence without a language": f"```\n{_JSON}\n```",
    "json after a preamble": f"Sure! Here is the JSON:\n\n{_JSON}",
    "json before an explanation": f"{_JSON}\n\nThe JSON above says what the file does: enjoy.",
    "json and white space for ever": _JSON + " \n\t" * 3000,
    "json that was cut in its end": _JSON[:-2],
    "json opened twice": f'{{"{_JSON}',
    "json with single quotes and trailing commas": _LOOSE,
    "json without quotes around keys": f'{{summary: "{SUMMARY}", symbols: {{opens: "{OPENS}", '
    f'"Gate.closes": "{CLOSES}"}}}}',
    "flat json": json.dumps({"summary": SUMMARY, "opens": OPENS, "Gate.closes": CLOSES}),
    "list of records": json.dumps([
        {"name": "summary", "description": SUMMARY},
        {"name": "opens", "description": OPENS},
        {"name": "closes", "description": CLOSES},
    ]),
    "symbols as records": json.dumps({"summary": SUMMARY, "symbols": [
        {"symbol": "opens()", "text": OPENS}, {"symbol": "Gate.closes", "text": CLOSES},
    ]}),
    "symbols as list of pairs": json.dumps({"summary": SUMMARY, "symbols": [
        {"opens": OPENS}, {"Gate.closes": CLOSES},
    ]}),
    "symbols as objects": json.dumps({"summary": {"text": SUMMARY}, "symbols": {
        "opens": {"description": OPENS}, "Gate.closes": {"summary": CLOSES, "kind": "method"},
    }}),
    "below the name of the file": json.dumps({"gate.py": _VALUES}),
    "one object a line": f"{json.dumps({'summary': SUMMARY})}\n{json.dumps({'opens': OPENS})}\n"
    f"{json.dumps({'Gate.closes': CLOSES})}",
    "text as a list of sentences": json.dumps({"summary": [SUMMARY], "symbols": {
        "opens": OPENS, "Gate.closes": CLOSES,
    }}),
    "after a thought": f"<think>\n{_THOUGHT}\n</think>\n\n{_JSON}",
    "after a thought without its start": f"{_THOUGHT}\n</think>\n{_JSON}",
    "after a thought with json in it": f'<think>{{"summary": "Not this one."}}</think>{_JSON}',
    "harmony channels": f"<|channel|>analysis<|message|>{_THOUGHT}<|end|><|start|>assistant"
    f"<|channel|>final<|message|>{_JSON}<|return|>",
    "rest of a harmony header": f" to=user<|message|>{_JSON}",
    "mistral's thought": f"[THINK]{_THOUGHT}[/THINK]{_JSON}",
    "kimi's thought": f"◁think▷{_THOUGHT}◁/think▷{_JSON}",
    "ollama's own words around a thought": f"Thinking...\n{_THOUGHT}\n...done thinking.\n\n{_JSON}",
    "gemma's channel": f"<|channel>thought\n{_THOUGHT}<channel|>{_JSON}",
    "an answer in tags": f"<think>{_THOUGHT}</think><answer>{_JSON}</answer>",
    "chat markers": f"<|im_start|>assistant\n{_JSON}<|im_end|>",
    "lines": _PLAIN,
    "lines after a preamble": f"Here is the documentation:\n\n{_PLAIN}",
    "lines after a thought": f"<think>{_THOUGHT}</think>{_PLAIN}",
    "lines in bold": f"**Summary:** {SUMMARY}\n\n**opens**: {OPENS}\n**Gate.closes**: {CLOSES}",
    "code spans and dashes": f"**Summary**\n{SUMMARY}\n\n- `opens` - {OPENS}\n"
    f"- `Gate.closes()` — {CLOSES}",
    "headings": f"## Summary\n\n{SUMMARY}\n\n## Symbols\n\n### `opens`\n\n{OPENS}\n\n"
    f"### Gate.closes\n\n{CLOSES}\n",
    "headings with signatures": f"# Summary\n{SUMMARY}\n# opens(key: str) -> bool\n{OPENS}\n"
    f"# method closes(self)\n{CLOSES}",
    "headings with code below": f"## Summary\n\n{SUMMARY}\n\n## opens\n\n```python\n"
    f"def opens(key):\n    return key: str\n```\n\n{OPENS}\n\n## Gate.closes\n\n{CLOSES}",
    "a list of bold names": f"**Summary:** {SUMMARY}\n\n**Symbols:**\n\n* **opens**(key): {OPENS}\n"
    f"* **`Gate.closes`**: {CLOSES}",
    "a numbered list": f"Summary: {SUMMARY}\n\n1. opens(key) - {OPENS}\n2. closes() - {CLOSES}",
    "a table": f"Overview: {SUMMARY}\n\n| name | description |\n|---|---|\n| `opens` | {OPENS} |\n"
    f"| Gate.closes | {CLOSES} |",
    "a table with kinds": f"**Overview**: {SUMMARY}\n\n| Symbol | Kind | |\n| :-- | :-- | --- |\n"
    f"| opens | function | {OPENS} |\n| closes | method | {CLOSES} |",
    "yaml": f"summary: {SUMMARY}\nsymbols:\n  opens: {OPENS}\n  Gate.closes: {CLOSES}\n",
    "fenced yaml with quotes": f'```yaml\nsummary: "{SUMMARY}"\nsymbols:\n  opens: "{OPENS}"\n'
    f'  Gate.closes: "{CLOSES}"\n```',
    "yaml with folded text": f"summary: >\n  {_FOLDED[0]}\nsymbols:\n"
    f"  opens: |\n    {OPENS}\n  Gate.closes: >-\n    {CLOSES}\n",
    "yaml records": f"summary: {SUMMARY}\nsymbols:\n  - name: opens\n    description: {OPENS}\n"
    f"  - name: Gate.closes\n    description: {CLOSES}\n",
    "wrapped lines": f"Summary: {_FOLDED[0]}\nopens: {OPENS}\nGate.closes: {_FOLDED[1]}\n",
    "windows line ends": _PLAIN.replace("\n", "\r\n"),
    "quoted names": f'"summary": "{SUMMARY}"\n"opens": "{OPENS}"\n"Gate.closes": "{CLOSES}"',
    "json in markdown": f"**Summary:** {SUMMARY}\n\n```json\n"
    f"{json.dumps({'opens': OPENS, 'Gate.closes': CLOSES})}\n```",
    "a definition list": f"summary\n: {SUMMARY}\n\nopens\n: {OPENS}\n\nGate.closes\n: {CLOSES}",
    "headings with definitions": f"### Summary\n{SUMMARY}\n\n### def opens(key)\n{OPENS}\n\n"
    f"### def closes(self)\n{CLOSES}",
    "json in a text": json.dumps(_JSON),
    "json in a text of json": json.dumps({"answer": _JSON}),
    "a call of a tool": f'<tool_call>{{"name": "answer", "arguments": {_JSON}}}</tool_call>',
    "a python dictionary": repr(_VALUES),
    "a call of a function": f"answer({_JSON});",
    "keys in capitals": json.dumps({"Summary": SUMMARY, "Symbols": _VALUES["symbols"]}),
    "italic names": f"*Summary*: {SUMMARY}\n*opens*: {OPENS}\n*Gate.closes*: {CLOSES}",
    "fenced markdown": f"```markdown\n## Summary\n{SUMMARY}\n## opens\n{OPENS}\n"
    f"## Gate.closes\n{CLOSES}\n```",
}  # fmt: skip
"""Answers that say all of it."""

NOTHING: dict[str, str] = {
    "nothing": "",
    "blanks": " \n\t" * 500,
    "a bare sentence": OPENS,
    "bare prose": f"{SUMMARY} {OPENS}\n\n{CLOSES}",
    "a thought without an end": f"<think>{_PLAIN}",
    "a thought said aloud": f"Okay, so I need to describe the gate.\n{_PLAIN}",
    "another thought said aloud": f"We need to produce JSON. {_PLAIN}",
    "let me": f"Let me look at the code first.\n\n{_PLAIN}",
    "the analysis alone": f"<|channel|>analysis<|message|>{_PLAIN}",
    "the user wants": f"The user wants a summary.\n{_PLAIN}",
    "a refusal": "I'm sorry, but I cannot help with that request about the code.",
    "the code once more": "def opens(key):\n    return 1\n\nopens: Callable[[str], bool] = None\n",
    "code in a fence": f"```python\n# opens: {OPENS}\ndef opens(key): ...\n```",
    "other names": "shuts: It shuts the gate for the night.\n\n## Other\n\nIt does other things.",
    "other names in json": json.dumps({"symbols": {"shuts": OPENS, "evil": CLOSES}}),
    "numbers": "[1, 2, 3]",
    "null": "null",
    "the schema": json.dumps({"type": "object", "properties": {"opens": {"type": "string"}}}),
    "empty texts": json.dumps({"summary": " ", "symbols": {"opens": "", "Gate.closes": "\n"}}),
    "nulls": json.dumps({"summary": None, "symbols": {"opens": None, "Gate.closes": []}}),
    "cut in the first key": '{"summ',
    "braces": "{" * 5000,
    "a loop": "the the the " * 300,
}
"""Answers that say nothing about what was asked."""
