"""Breaks the control tokens of chat models, so that no source can end the user's turn. Pure.

They are known by their shape, as each family of models has its own: `<|im_end|>`, `<｜User｜>`,
`[INST]`, `<start_of_turn>`, `<extra_id_3>`, `<0x0A>`, `>>TITLE<<`. Type arguments, tags of HTML and
JSX, and indexes in code have other shapes, and stay as they are.
"""

from __future__ import annotations

import re

from ralf_notes.patterns import lazily

_WORDS = """
    s bos eos pad unk mask cls sep sop eop eoh eoa eosys eod eot eom bom bot bop role think thinking
    thought scratchpad filename reponame tool tools escape image img video audio quad grounding
    phrase box ref point slice unit answer AI ENC dBLOCK sBLOCK gMASK sMASK PRE SUF MID FIM EOT EOD
    EOS BOS BOT PAD UNK CLS SEP MASK INST SYS NAME EMAIL KEY PASSWORD IMG TOOLCALL
    SCRATCHPAD FILL_ME functions poly cap ocr 用户 机器人 系统
"""
"""Words that alone, between angle brackets, are a token of some family."""
_FIRST_WORDS = """
    fim tool tools image img im audio video vision speech sound issue jupyter commit reserved unused
    unused_token extra_id special seed mask bos eos pad unk cls sep longcat minimax hy fake global
    scratch start end begin think turn user system assistant human model function call repo gh file
    row col loc seg patch slice point channel message tokens token empty code python sys spe audio
    ds h2o custom placeholder available region delimiter pr intermediate
"""
"""Words that begin longer tokens: `<fim_prefix>`, `<tool:call>`, `<unused12>`."""
_LAST_WORDS = "tokens?|pad|start|end|begin|of|context|placeholder|prompt|calls?|turn"
_ANGLED = rf"""
    <(?=
        [|｜] | [\w/▁:.-]{{1,40}}[|｜]>
      | /?▁?(?:{"|".join(_WORDS.split())})>
      | /?(?i:{"|".join(_FIRST_WORDS.split())})(?:[_:▁][\w:▁.-]{{0,60}}/?|\d{{1,6}})>
      | /?(?:fim|global|image|audio|video)-\w{{1,20}}>
      | /?\w{{1,40}}_(?i:{_LAST_WORDS})(?:_\w{{1,20}})?>
      | 0x[0-9A-Fa-f]{{2}}> | \d\w{{1,12}}> | __
      | </?SYS>
    )
  | (?<![\w:])(?<!include\ )<(?=
        /?(?:[a-z]+[0-9]*(?:[_▁][a-z0-9]+)+ | [A-Z]+(?:_[A-Z0-9]+)+ | [a-z]+:[a-z]+_\w+)>
    )
"""
_SQUARED = r"""
    \[(?=
        [|｜] | img-\d | e~\[ | @[A-Z]+@\] | [a-z_]{1,30}=[\d.]{1,8}\]
      | /[A-Z][A-Z_]{1,40}\]
      | (?:INST|IMG\w*|ARGS|CALL_ID|THINK|AUDIO|BEGIN_AUDIO|TRANSCRIBE|PREFIX|MIDDLE|SUFFIX|REF|SYS
        |SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_\w+|MODEL_SETTINGS|control_\d+|CLS|SEP|PAD|MASK|UNK|BOS
        |EOS|EOT|BOT|EOD|EOM|SPECIAL_\d+|BLANK|gMASK|sMASK|unused\d+)\]
    )
  | \](?=~!?b[\[\]])
"""
_BARRED = r">>(?=[A-Z_]{2,30}<<) | \|\|\|(?=[A-Z_]{2,30}\|\|\|) | 〈(?=[|｜])"
_CONTROL = lazily(f"{_ANGLED} | {_SQUARED} | {_BARRED}", re.VERBOSE)


def broken(text: str) -> str:
    """Return a text with a space after the mark that opens each control token.

    Servers put a message into the model's chat template and look for control tokens in the result
    (llama.cpp's `tokenize_input_prompts` with `parse_special`, Ollama's `BytePairEncoding.Encode`).
    """
    return _CONTROL.sub(r"\g<0> ", text)
