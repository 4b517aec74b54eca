# ruff: noqa: E501 - a format stands on one line
"""The formats of vendors' tokens, which give a token away under any name.

The formats are facts taken from published rule sets and written anew here: gitleaks 8.x at commit
b58d3f1 of 2026-07-22 (config/gitleaks.toml, MIT), secretlint at 18346ba of 2026-08-21 (MIT), kingfisher
at ee7c0db of 2025-06-20 (Apache-2.0). Lengths are lower bounds: vendors lengthen their tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.values import is_varied, is_words

_B = r"[A-Za-z0-9+/]"
"""Of base64."""
_U = r"[A-Za-z0-9_-]"
"""Of base64 in URLs."""
_A = "[A-Za-z0-9]"
_H = "[a-fA-F0-9]"
_UUID = rf"{_H}{{8}}-{_H}{{4}}-{_H}{{4}}-{_H}{{4}}-{_H}{{12}}"

_FORMATS = {
    "1Password key": rf"A3-[A-Z0-9]{{6}}-[A-Z0-9]{{6}}-?[A-Z0-9]{{5}}(?:-[A-Z0-9]{{5}}){{2,3}}|ops_eyJ{_B}{{100,}}=*",
    "Adafruit key": rf"aio_{_A}{{28}}",
    "Adobe secret": rf"p8e-{_U}{{32}}",
    "age key": r"AGE-SECRET-KEY-1[A-Z0-9]{50,}",
    "Airtable token": rf"pat{_A}{{14}}\.{_H}{{62,66}}",
    "Alibaba key": rf"LTAI{_A}{{16,24}}",
    "Amazon key": rf"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{{16}}(?![A-Za-z0-9])|ABSK{_B}{{100,}}=*"
    rf"|amzn\.mws\.{_UUID}|bedrock-api-key-{_B}{{20,}}=*",
    "Anthropic key": rf"sk-ant-{_U}{{20,}}",
    "Artifactory token": rf"AKCp{_A}{{60,}}|cmVmd{_A}{{50,}}",
    "Atlassian token": rf"AT[A-Z]{{2,4}}3[A-Za-z0-9_=-]{{20,}}|ATBB{_A}{{26,}}",
    "Authress key": rf"(?:sc|ext|scauth|authress)_{_A}{{5,30}}\.{_A}{{4,6}}\.acc[_-][a-z0-9-]{{10,32}}\.[A-Za-z0-9+/_=-]{{30,}}",
    "Beamer token": r"b_[a-z0-9=_-]{44}",
    "Brevo key": rf"xkeysib-{_H}{{64}}-{_A}{{16}}|xsmtpsib-{_H}{{64}}-{_A}{{16}}",
    "Buildkite token": rf"bk(?:ua|cu|ct|aj|pt)_{_A}{{40}}",
    "CircleCI token": rf"CCIP(?:AT|RJ)_{_A}{{15,30}}_{_H}{{40}}",
    "ClickHouse key": rf"4b1d{_A}{{38}}",
    "ClickUp token": r"pk_\d{6,9}_[0-9A-Z]{32}",
    "Clojars token": rf"CLOJARS_{_A}{{60}}",
    "Cloudflare token": rf"cf(?:k|ut|at)_{_A}{{40,}}|v1\.0-{_H}{{24}}-{_H}{{100,}}",
    "Contentful token": rf"CFPAT-{_U}{{40,}}",
    "crates.io token": rf"cio{_A}{{32}}",
    "Databricks token": rf"dapi{_H}{{32}}(?:-\d)?|dkea{_H}{{32}}|dose{_H}{{32}}",
    "Datadog key": rf"ddapi_{_A}{{30,}}|dda(?:pp)?_{_A}{{30,}}|pub{_H}{{32}}",
    "Defined Networking token": r"dnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}",
    "Dependency-Track key": rf"odt_{_A}{{32,}}",
    "DigitalOcean token": rf"do[opr]_v1_{_H}{{64}}",
    "Discord token": rf"[MNO]{_U}{{23,27}}\.{_U}{{6}}\.{_U}{{27,40}}|mfa\.{_U}{{60,}}",
    "Docker token": rf"dckr_[a-z]{{2,5}}_{_U}{{20,}}",
    "Doppler token": rf"dp\.(?:ct|pt|sa|scim|audit)\.{_A}{{40,}}|dp\.st\.(?:[a-z0-9_-]{{2,35}}\.)?{_A}{{40,}}",
    "Dropbox token": rf"sl\.(?:u\.)?{_U}{{100,}}",
    "Duffel token": r"duffel_(?:test|live)_[A-Za-z0-9_=-]{43}",
    "Dynatrace token": rf"dt0[a-z]\d\d\.{_A}{{24}}\.{_A}{{64}}",
    "EasyPost key": rf"EZ[AT]K{_A}{{54}}",
    "ElevenLabs key": rf"sk_{_H}{{48}}",
    "Facebook token": rf"EAA[A-Z]{_A}{{60,}}|\d{{15,16}}(?:\||%7[Cc]){_U}{{27,40}}",
    "Fastly token": rf"fastly_{_U}{{32}}",
    "Figma token": rf"fig[dorpu][a-z]?_{_U}{{30,}}",
    "Flexport token": rf"shltm_{_U}{{40}}",
    "Fleetbase key": rf"flb_live_{_A}{{20}}",
    "Flutterwave key": r"FLW(?:SECK|PUBK)(?:_TEST)?-[a-h0-9]{12,32}(?:-X)?",
    "Fly.io token": rf"fo1_[\w-]{{43}}|fm[12][ar]?_{_B}{{80,}}=*|FlyV1 fm\d\w?_{_B}{{40,}}=*",
    "Frame.io token": r"fio-u-[A-Za-z0-9_=-]{60,}",
    "GitHub Token": rf"gh[pousr]_{_A}{{30,}}|github_pat_\w{{22,}}",
    "GitLab token": r"gl(?:pat|dt|ft|rt|ptt|oas|soat|imt|agent|cbt|ffct|fft|rtr|wt)-[A-Za-z0-9_.-]{20,}"
    r"|GR1348941[\w-]{20,}",
    "GoCardless token": r"live_[A-Za-z0-9_=-]{40}",
    "Google key": rf"AIza{_U}{{35}}|GOCSPX-{_U}{{20,}}|ya29\.{_U}{{20,}}|1//0{_U}{{40,}}|AQ\.Ab8{_U}{{40,}}",
    "Grafana token": rf"glc_{_B}{{32,}}=*|glsa_{_A}{{32}}_{_H}{{8}}|eyJrIjoi{_A}{{60,}}=*",
    "Groq key": rf"gsk_{_A}{{40,}}",
    "Harness key": rf"(?:pat|sat)\.{_U}{{22}}\.{_A}{{24}}\.{_A}{{20}}",
    "Heroku key": rf"HRKU-{_U}{{36,}}",
    "Honeycomb key": rf"hc[a-z]ik_{_A}{{50,}}",
    "HubSpot token": rf"pat-(?:na|eu|ap)\d-{_UUID}|CJ[a-z0-9]{{4,}}SF{_U}{{40,}}",
    "Hugging Face token": rf"hf_{_A}{{30,}}|api_org_{_A}{{34}}",
    "Infracost key": rf"ico-{_A}{{32}}",
    "Intra42 secret": rf"s-s4t2(?:ud|af)-{_H}{{64}}",
    "Ionic token": rf"ion_{_A}{{42}}",
    "JSON Web Token": rf"eyJ{_U}{{10,}}\.{_U}{{10,}}\.{_U}*|ZXlK{_B}{{60,}}=*",
    "LangSmith key": rf"lsv2_(?:pt|sk)_{_H}{{32}}_{_H}{{10}}",
    "LaunchDarkly key": rf"(?:api|sdk|mob)-{_UUID}",
    "Linear token": rf"lin_(?:api|oauth)_{_A}{{32,}}",
    "Mailchimp key": rf"{_H}{{32}}-us\d{{1,2}}(?!\d)|md-{_U}{{22}}",
    "Mailgun key": rf"key-{_H}{{32}}|{_H}{{32}}-{_H}{{8}}-{_H}{{8}}(?![-a-fA-F0-9])",
    "Mapbox token": rf"[ps]k\.eyJ{_U}{{50,}}\.{_U}{{20,}}",
    "MongoDB secret": rf"mdb_sa_sk_{_U}{{40}}",
    "Neon key": rf"napi_{_A}{{60,}}",
    "Netlify token": rf"nf[ptcoub]_{_U}{{36,}}",
    "New Relic key": rf"NR(?:AK|AL|JS|II|RA|IQ)-[A-Za-z0-9-]{{19,}}|{_H}{{36}}NRAL|eu01xx{_H}{{30}}(?:NRAL)?",
    "Nightfall key": rf"NF-{_A}{{32}}",
    "Notion token": rf"ntn_\d{{9,}}{_A}{{30,}}|secret_{_A}{{43}}",
    "npm token": rf"npm_{_A}{{36}}",
    "NuGet key": r"oy2[a-z0-9]{43}",
    "NVIDIA key": rf"nvapi-{_U}{{60,}}",
    "Octopus Deploy key": r"API-[A-Z0-9]{25,40}(?![A-Za-z0-9])",
    "Okta token": rf"00[A-Za-z]{_U}{{39}}(?![\w-])",
    "OpenAI key": rf"sk-(?:proj-|svcacct-|admin-|or-v1-|or-|None-)?{_U}{{20,}}|sess-{_A}{{40}}",
    "OpenShift token": rf"sha256~{_U}{{43}}",
    "Pagar.me key": rf"ak_live_{_A}{{30}}",
    "pganalyze key": rf"pgar_{_A}{{27}}",
    "PayPal token": rf"access_token\$(?:production|sandbox)\$[a-z0-9]{{16}}\${_H}{{32}}",
    "Perplexity key": rf"pplx-{_A}{{40,}}",
    "Pinecone key": rf"pcsk_{_A}{{4,8}}_{_A}{{50,}}",
    "Plaid token": rf"access-(?:sandbox|development|production)-{_UUID}",
    "PlanetScale token": r"pscale_(?:tkn|oauth|pw)_[\w=.-]{32,}",
    "PostHog key": rf"ph[cxs]_{_A}{{40,}}",
    "Postman key": rf"PMAK-{_A}{{24}}-{_A}{{34}}|PMAT-{_A}{{26}}",
    "Prefect token": rf"pn[ub]_{_A}{{36}}",
    "PubNub key": rf"(?:pub|sub|sec)-c-(?:{_UUID}|{_A}{{40,}})",
    "Pulumi token": rf"pul-{_H}{{40}}",
    "PyPI token": rf"pypi-{_U}{{50,}}",
    "ReadMe key": r"rdme_[a-z0-9]{60,}",
    "Razorpay key": rf"rzp_(?:live|test)_{_A}{{14,}}",
    "Render key": rf"rnd_{_A}{{28,}}",
    "Replicate token": rf"r8_{_U}{{37}}",
    "Resend key": rf"re_{_A}{{8}}_{_A}{{20,}}",
    "Rootly key": rf"rootly_{_H}{{64}}",
    "RubyGems key": rf"rubygems_{_H}{{48}}",
    "Salesforce token": r"00[A-Za-z0-9]{13}![A-Za-z0-9_.]{80,}",
    "Scalingo token": r"tk-us-[\w-]{48}",
    "Scaleway key": r"SCW[A-Z0-9]{17}(?![A-Za-z0-9])",
    "Segment key": rf"sgp_{_A}{{40,}}",
    "SendGrid key": rf"SG\.{_U}{{16,}}\.{_U}{{16,}}",
    "Sentry token": rf"sntry[su]_[A-Za-z0-9+/=_-]{{40,}}|https://{_H}{{32}}(?::{_H}{{32}})?@[\w.-]*sentry[\w.-]*/\d+",
    "SettleMint token": rf"sm_[aps]at_{_A}{{16}}",
    "Shippo token": rf"shippo_(?:live|test)_{_H}{{40}}",
    "Shopify token": rf"shp(?:at|ca|pa|ss|ua|tka)_{_A}{{32,}}",
    "Slack token": rf"xox[abceoprs](?:\.xox[bp])?-{_U}{{10,}}|xapp-\d-{_U}{{10,}}",
    "Snyk token": rf"snyk_(?:uat|sat)\.{_A}{{8}}\.{_U}{{40,}}\.{_U}{{40,}}",
    "SonarQube token": rf"sq[apu]_{_A}{{40}}",
    "Sourcegraph token": rf"sgp_(?:{_H}{{16}}|local)_{_H}{{40}}|slk_{_H}{{64}}",
    "SpectralOps key": rf"sp[cu]-{_H}{{32}}",
    "Square token": rf"sq0[a-z]{{3}}-{_U}{{22,}}|EAAA[A-Za-z]{_U}{{58,60}}",
    "StackHawk key": rf"hawk\.{_U}{{20}}\.{_U}{{20}}",
    "Stripe key": rf"[srp]k_(?:live|test|prod)_{_A}{{16,}}|whsec_[A-Za-z0-9+/=]{{20,}}|rk_live_{_A}{{16,}}",
    "Supabase key": rf"sbp_(?:oauth_)?(?:v0_)?{_H}{{40}}|sb_(?:secret|publishable)_{_U}{{20,}}",
    "Tailscale key": r"tskey-[a-z]{2,20}-\w{6,40}(?:-\w{10,60})?",
    "Tavily key": rf"tvly-(?:dev-|prod-)?{_U}{{20,}}",
    "Telegram token": rf"\d{{8,10}}:AA{_U}{{32,34}}",
    "Together key": rf"tgp_v1_{_U}{{40,}}",
    "Trello token": rf"ATTA{_H}{{60,}}",
    "TruffleHog key": rf"thog-(?:key|secret)-{_H}{{16,}}",
    "Twilio key": rf"(?:SK|AC){_H}{{32}}(?![A-Za-z0-9])",
    "Typeform token": r"tfp_[A-Za-z0-9_.=-]{40,}",
    "Ubidots token": rf"BBF[FU]-{_A}{{30}}",
    "Vault token": rf"hv[sbr]\.{_U}{{24,}}|[sb]\.{_A}{{24}}(?![A-Za-z0-9.])",
    "Vercel token": rf"vc[piark]_{_A}{{20,60}}|vercel_blob_rw_\w{{20,}}",
    "VoiceFlow key": rf"VF\.(?:(?:DM|WS)\.)?{_H}{{24}}\.{_A}{{16}}",
    "WakaTime key": rf"waka_{_UUID}",
    "xAI key": r"xai-\w{60,}",
    "Yandex key": rf"AQVN{_U}{{35,}}|y[0-3]_{_U}{{55,}}|YC[A-Z]{_U}{{37}}(?![\w-])|t1\.{_U}+=*\.{_U}{{86}}=*",
    "Zapier hook": r"https://hooks\.zapier\.com/hooks/catch/[A-Za-z0-9/]{12,}",
    "Zoho token": r"1000\.[a-f0-9]{32}\.[a-f0-9]{32}",
    "Discord hook": rf"https?://(?:\w+\.)?discord(?:app)?\.com/api(?:/v\d+)?/webhooks/\d{{17,20}}/{_U}{{60,}}",
    "Slack hook": r"https?://hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,}",
    "Teams hook": rf"https?://[\w.-]+\.?(?:webhook\.office|office|office365)\.com/webhook(?:b2)?/{_UUID}@{_UUID}/IncomingWebhook/[^\s\"'<>]{{30,}}"
    r"|https?://[\w.-]+\.(?:logic\.azure|powerplatform)\.com[^\s\"'<>]{0,200}[?&]sig=[\w%-]{20,}",
    "Google Chat hook": rf"https?://chat\.googleapis\.com/v1/spaces/[\w-]+/messages\?key={_U}{{20,}}&token=[\w%-]{{20,}}",
    "Healthchecks hook": rf"https?://hc-ping\.com/{_UUID}",
    "IFTTT hook": rf"https?://maker\.ifttt\.com/(?:use|trigger/[\w-]+(?:/json)?/with/key)/{_U}{{20,}}",
    "PagerDuty hook": rf"https?://events\.pagerduty\.com/(?:integration|x-ere)/{_H}{{32}}",
    "Ethereum node key": rf"(?:https?|wss?)://[\w.-]+\.(?:infura\.io/(?:ws/)?v3|alchemy\.com/v2|quiknode\.pro|blastapi\.io)/{_U}{{20,}}",
    "Mattermost hook": r"https?://[\w.-]*mattermost[\w.-]*(?:/[\w-]+)?/hooks/[a-z0-9]{26}",
}
_ANYWHERE = {
    "Azure AD secret": (
        r"Q~",
        r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])",
    ),
    "Terraform token": (r".atlasv1.", rf"(?<!{_A}){_A}{{14}}\.atlasv1\.[A-Za-z0-9_=-]{{60,70}}"),
    "MaxMind key": (r"_mmk", rf"(?<!{_A}){_A}{{6}}_{_A}{{29}}_mmk"),
    "Asana token": (r":", r"(?<![\w/])\d/\d{10,20}(?:/\d{10,20})?:[a-f0-9]{32}"),
    "Azure storage key": (r"==", r"(?<![A-Za-z0-9+/$])[A-Za-z0-9+/]{86}==(?!=)"),
    "Azure DevOps token": (r"AZDO", rf"(?<!{_A}){_A}{{76}}AZDO{_A}{{4}}"),
    "Azure key": (
        r"JQQJ99",
        rf"(?<!{_A}){_A}{{52}}JQQJ99{_A}{{26}}|(?<!{_A}){_A}{{30,52}}JQQJ99{_A}{{20,}}",
    ),
    "Azure service key": (
        r"AIoT",
        rf"(?<!{_B}){_B}{{30,60}}(?:AIoT|ASbT|ACDb|AzSe|AzFu|AzCa|ACRD|APIM){_B}{{4,8}}=*",
    ),
    "GitLab cookie": (r"_gitlab_session=", r"(?<=_gitlab_session=)[0-9a-z]{32}"),
    "Sentry address": (r"sentry", rf"(?<=://){_H}{{32}}(?=(?::{_H}{{32}})?@)"),
    "Sauce Labs key": (r"ondemand.saucelabs", rf"(?<=:){_UUID}(?=@ondemand)"),
}
"""Formats without a beginning of their own: label -> a part of each token, and its pattern."""
_START = lazily(r"(?<![A-Za-z0-9])(?=([A-Za-z0-9]{2}))")


@cache
def _by_start() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Return the formats by the first two characters of their tokens."""
    by_start: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for label, pattern in _FORMATS.items():
        compiled = re.compile(pattern)
        for start in {start[:2] for start in _starts(pattern)}:
            by_start.setdefault(start, []).append((label, compiled))
    return {start: tuple(formats) for start, formats in by_start.items()}


_ITEM = lazily(
    r"\(\?:(?P<group>(?:[^()\[\]]|\[[^\]]*\])*)\)(?P<maybe>\?)?|\[(?P<set>[^\]]+)\]|(?P<digit>\\d)|(?P<literal>\\?.)"
)
"""The beginning of a pattern."""
_BRANCH = lazily(r"(?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|[^|(\[])+")


def _starts(pattern: str) -> Iterator[str]:
    """Yield the first two characters, or a few more, of all that a pattern may match."""
    for branch in _BRANCH.findall(pattern):
        starts, rest = [""], branch
        while len(starts[0]) < 2:
            item = _ITEM.match(rest)
            assert item is not None, pattern
            rest = rest[item.end() :]
            if group := item["group"]:
                starts = [start + each for start in starts for each in _starts(group)]
                continue
            if item["set"]:
                characters = [chr(c) for c in range(48, 123) if re.match(item[0], chr(c))]
            else:
                characters = list("0123456789") if item["digit"] else [item["literal"][-1]]
            starts = [start + each for start in starts for each in characters]
            if (count := re.match(r"\{\d+(?:,\d*)?\}", rest)) is not None:
                starts = [start + each for start in starts for each in characters]
                rest = rest[count.end() :]
        yield from starts


def known_tokens(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield the tokens in a line that their shape alone gives away."""
    formats = _by_start()
    for start in _START.finditer(line):
        for label, pattern in formats.get(start[1], ()):
            match = pattern.match(line, start.start())
            if match and is_varied(match[0]) and (label[-4:] == "hook" or not is_words(match[0])):
                yield *match.span(), label
    for label, (sign, anywhere) in _ANYWHERE.items():
        if sign in line:
            for match in re.finditer(anywhere, line):
                if is_varied(match[0]):
                    yield *match.span(), label
