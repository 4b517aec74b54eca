"""Control tokens of families of chat models, from their public tokenizer configurations."""

from __future__ import annotations

FAMILIES = {
    "Llama 2": "<s> </s> <unk> [INST] [/INST] <<SYS>> <</SYS>> <0x0A> <0xFF>",
    "CodeLlama": "▁<PRE> ▁<SUF> ▁<MID> ▁<EOT> <PRE> <SUF> <MID> <EOT> <FILL_ME>",
    "Llama 3": (
        "<|begin_of_text|> <|eot_id|> <|start_header_id|> <|end_header_id|> <|eom_id|> "
        "<|python_tag|> <|reserved_special_token_7|> <|finetune_right_pad_id|>"
    ),
    "Llama 4": (
        "<|header_start|> <|header_end|> <|eot|> <|image_start|> <|patch|> <|tile_x_separator|>"
    ),
    "Qwen": (
        "<|im_start|> <|im_end|> <|endoftext|> <|vision_start|> <|object_ref_start|> "
        "<tool_call> </tool_call> <tool_response> </tool_response> <think> </think> "
        "<|fim_prefix|> <|repo_name|> <|file_sep|>"
    ),
    "Qwen-VL": "<img> </img> <ref> </ref> <box> </box> <quad> </quad> <|extra_0|>",
    "Gemma": (
        "<bos> <eos> <pad> <unk> <start_of_turn> <end_of_turn> <unused0> <unused99> <mask> <2mass>"
    ),
    "Gemma 3": (
        "<start_of_image> <end_of_image> <image_soft_token> <audio_soft_token> <start_of_audio>"
    ),
    "FunctionGemma": (
        "<start_function_call> <end_function_call> <start_function_declaration> <escape>"
    ),
    "PaliGemma": "<loc0001> <seg001> <image>",
    "CodeGemma": "<|fim_prefix|> <|file_separator|>",
    "Gemma 4": "<|turn> <turn|> <|channel> <channel|> <|tool_call> <tool_call|>",
    "Mistral": (
        "[INST] [/INST] [TOOL_CALLS] [AVAILABLE_TOOLS] [/AVAILABLE_TOOLS] [TOOL_RESULTS] "
        "[/TOOL_RESULTS] [IMG] [IMG_BREAK] [IMG_END] [PREFIX] [MIDDLE] [SUFFIX] "
        "[SYSTEM_PROMPT] [/SYSTEM_PROMPT] [TOOL_CONTENT] [THINK] [/THINK] [ARGS] [CALL_ID] "
        "[AUDIO] [BEGIN_AUDIO] [TRANSCRIBE] [control_8] <SPECIAL_20> [MODEL_SETTINGS]"
    ),
    "DeepSeek": (
        "<｜begin▁of▁sentence｜> <｜end▁of▁sentence｜> <｜User｜> <｜Assistant｜> <｜fim▁begin｜> "
        "<｜tool▁calls▁begin｜> <|EOT|> <｜▁pad▁｜> <｜place▁holder▁no▁0｜>"
    ),
    "DeepSeek-VL": "<image_placeholder> <|ref|> <|det|> <|grounding|>",
    "Phi": "<|system|> <|user|> <|assistant|> <|end|> <|endoftext|> <|dummy_0|> <|placeholder1|>",
    "Command R": (
        "<BOS_TOKEN> <EOS_TOKEN> <PAD> <UNK> <CLS> <SEP> <MASK_TOKEN> <EOP_TOKEN> "
        "<|START_OF_TURN_TOKEN|> <|USER_TOKEN|> <|CHATBOT_TOKEN|>"
    ),
    "GLM": (
        "[gMASK] [sMASK] <sop> <eop> <|user|> <|observation|> <|begin_of_image|> [MASK] "
        "<|code_prefix|>"
    ),
    "ChatGLM 1": "<ENC> <dBLOCK> <unused_0> <sop>",
    "gpt-oss": "<|start|> <|message|> <|channel|> <|return|> <|call|> <|constrain|>",
    "Granite": "<|start_of_role|> <|end_of_role|> <|end_of_text|> <|tool_call|> <fim_prefix>",
    "EXAONE": "[|system|] [|user|] [|assistant|] [|endofturn|] <thought> </thought>",
    "StarCoder": (
        "<fim_prefix> <fim_middle> <fim_suffix> <fim_pad> <filename> <gh_stars> <issue_start> "
        "<issue_comment> <issue_closed> <jupyter_start> <jupyter_text> <jupyter_code> "
        "<jupyter_output> <jupyter_script> <empty_output> <commit_before> <commit_msg> "
        "<commit_after> <reponame> <repo_name> <file_sep> <code_to_intermediate> "
        "<intermediate_to_code> <pr_start> <pr_status> <NAME> <EMAIL> <KEY> <PASSWORD>"
    ),
    "SantaCoder": "<fim-prefix> <fim-middle> <fim-suffix> <fim-pad>",
    "SmolVLM": "<fake_token_around_image> <global-img> <row_1_col_2> <image> <end_of_utterance>",
    "Idefics": "<fake_token_around_image> <end_of_utterance>",
    "T5": "<extra_id_0> <extra_id_99>",
    "BERT": "[CLS] [SEP] [PAD] [MASK] [UNK] [unused12]",
    "RoBERTa": "<s> <mask> <pad>",
    "Falcon": (
        ">>TITLE<< >>ABSTRACT<< >>INTRODUCTION<< >>SUMMARY<< >>COMMENT<< >>ANSWER<< "
        ">>QUESTION<< >>DOMAIN<< >>PREFIX<< >>SUFFIX<< >>MIDDLE<<"
    ),
    "OLMo": "|||IP_ADDRESS||| |||EMAIL_ADDRESS||| |||PHONE_NUMBER||| <functions> <|pad|>",
    "Nemotron": (
        "<extra_id_1> <SPECIAL_10> [TOOL_CALLS] <TOOLCALL> </TOOLCALL> <AVAILABLE_TOOLS> "
        "<TOOL_RESPONSE>"
    ),
    "HelpSteer": "[toxicity=0] [quality=4]",
    "InternLM": "<eoh> <eoa> <eosys> <TOKENS_UNUSED_1> <|action_start|> <|plugin|>",
    "InternVL": "<IMG_CONTEXT> <img> </img> <quad>",
    "Baichuan": "<reserved_106> <reserved_107>",
    "Yi": "<|Human|> <fim_prefix> <|startoftext|>",
    "Hunyuan": "<｜hy_User｜> <｜hy_Assistant｜> <|hy_begin▁of▁sentence|> <answer> </answer>",
    "Kimi": (
        "[BOS] [EOS] [EOT] [PAD] [UNK] <|im_user|> <|im_middle|> <|tool_calls_section_begin|>"
    ),
    "ERNIE": "<|begin_of_sentence|> <mask:1> <mask:7> <sys_start>",
    "Seed-OSS": (
        "<seed:bos> <seed:eos> <seed:think> </seed:think> <seed:cot_budget_reflect> "
        "<seed:tool_call>"
    ),
    "MiniMax": (
        "]~b] ]~!b[ [e~[ <minimax:tool_call> </minimax:tool_call> <code_interpreter> "
        "<beginning_of_sentence> <end_of_sentence>"
    ),
    "LongCat": (
        "<longcat_user> <longcat_s> </longcat_s> <longcat_think> <longcat_tool_call> "
        "<longcat_assistant>"
    ),
    "Step": "<|BOT|> <|EOT|> <tool_call_begin>",
    "Jamba": "<|bom|> <|eom|> <|startoftext|> <|pad|>",
    "Apertus": "<|system_start|> <|inner_prefix|>",
    "MiniCPM": "<用户> <AI> <slice> <image_id> <point> <unit> <reserved_53>",
    "Molmo": "<im_patch> <im_start> <im_end> <im_col> <im_low>",
    "Florence": "<loc_12> <poly> <cap> <ocr> <region_cap>",
    "Kosmos": "<patch_index_0001> <grounding> <phrase> <delimiter_of_multi_objects/>",
    "Llava": "<image> <video> <im_start>",
    "Ling": "<role> </role> <|role_end|> [gMASK]",
    "NLLB, mBART": "<s> <pad> <__eng__>",
    "Reka": "<sep> <REKA_IMG_TOKEN> <video_token>",
    "Ollama, llama.cpp": "<__media__> [img-0] [img-12] <__image__>",
    "Whisper": "<|startoftranscript|> <|notimestamps|>",
    "Nanbeige": "<|im_start|> <think_start>",
    "Zamba, Hermes": "<scratch_pad> </scratch_pad> <tools> </tools> <SCRATCHPAD>",
    "Bloom, Aya": "<|END_OF_TURN_TOKEN|> <EOP_TOKEN>",
    "Fuyu": "<0x04>",
    "Persimmon, Aquila": "<|LDWANG|> <|startofpiece|>",
    "StableLM": "<|SYSTEM|> <|USER|> <fim_suffix>",
    "OpenAssistant": "<|prompter|> <|prefix_begin|>",
    "Arcee, Trinity": "<|im_start|>",
    "Solar": "<|tool_calls|> <|think|>",
    "Grok": "<|separator|> <|control_1|>",
    "VibeVoice, Orpheus": "<custom_token_3> <|audio_start|>",
    "BitNet, H2O": "<|prompt|> <|answer|>",
    "Sarvam, Teuken": "<s_start> [@BOS@] [@EOS@]",
    "CroissantLLM": "<extra_id_5>",
}
"""Tokens by family, separated by blanks."""

ORDINARY = (
    "Vec<T> Map<String, Vec<u8>> Box<dyn Error>",
    "std::vector<std::pair<int, char>> v;",
    "#include <sys/types.h>",
    "#include <unordered_map>",
    "<div class='a'><span>x</span></div>",
    "<Button onClick={f}><Icon/></Button>",
    "<T, U extends Foo<T>>(a: T) => a",
    "x[INDEX] = y[0][i]",
    "Usage: tool [OPTIONS] FILE...",
    "a < b && c > d || e",
    "cout << a << b;",
    "x >>= 2; y = z >> 3",
    "[[a, b], [c]]",
    "if a <= b: return [x for x in c]",
    "Promise<void>",
    "template <class T, int N>",
    "List<user> users = new ArrayList<>();",
    "<path>: the file",
    "fn f<'a>(x: &'a str) -> Option<&'a str>",
    "<xs:element name='a'/>",
    "arr[user]",
    "| a | b |",
    "a ||| b",
    "[^1]: note",
    'm["key"]',
    "Array<number>",
    "Dict[str, int]",
    "<table><tr><td>1</td></tr></table>",
    "<ref name='x'>",
    "let x: Foo<Bar<Baz>>;",
    "git commit [--amend]",
    "a<b>c",
    "<h1>Title</h1>",
    "operator<<(std::ostream&)",
    "$a<<<EOT",
    "[section]\\nkey=value",
    "[TODO] fix",
    "[WARN] x",
    "HashMap<Key, Value>",
    "<!-- comment -->",
)
"""Lines of code and prose without a control token."""
