# ruff: noqa: E501 - a format stands on one line
"""Tokens by chance, in the formats of vendors: written from their documentation, not from the masking's table."""

from __future__ import annotations

import random
import re
import string

_CLASSES = {
    "A": string.ascii_letters + string.digits,
    "H": "0123456789abcdef",
    "U": string.ascii_letters + string.digits + "-_",
    "D": string.digits,
    "C": string.ascii_uppercase + string.digits,
    "L": string.ascii_lowercase + string.digits,
}


def token(pattern: str, chance: random.Random) -> str:
    """Return a token: `{A20}` in a pattern stands for 20 letters and digits by chance."""

    def fill(part: re.Match[str]) -> str:
        characters = _CLASSES[part[1]]
        made = [chance.choice(characters) for _ in range(int(part[2]))]
        made[0] = chance.choice(characters.replace("-", "").replace("_", ""))
        made[-1] = chance.choice(characters.replace("-", "").replace("_", ""))
        return "".join(made)

    return re.sub(r"\{([AHUDCL])(\d+)\}", fill, pattern)


_UUID = "{H8}-{H4}-{H4}-{H4}-{H12}"
TOKENS: dict[str, tuple[str, ...]] = {
    "1Password": ("ops_eyJ{A260}",),
    "Adafruit": ("aio_{A28}",),
    "Airtable": ("pat{A14}.{H64}",),
    "Alibaba": ("LTAI{A20}",),
    "Amazon": ("AKIA{C16}", "ASIA{C16}"),
    "Anthropic": ("sk-ant-api03-{U93}AA",),
    "Artifactory": ("AKCp{A69}", "cmVmd{A59}"),
    "Asana": ("1/{D16}:{H32}", "7/{D16}/{D16}:{H32}"),
    "Atlassian": ("ATATT3{U180}", "ATBB{A32}"),
    "Azure AD": ("{A3}8Q~{A34}", "{A2}.7Q~{A14}~{A15}.{A3}"),
    "Azure storage": ("{A86}==",),
    "Brevo": ("xkeysib-{H64}-{A16}",),
    "Buildkite": ("bkua_{L40}",),
    "CircleCI": ("CCIPAT_{A22}_{H40}",),
    "ClickUp": ("pk_{D8}_{C32}",),
    "Clojars": ("CLOJARS_{L60}",),
    "Cloudflare": ("v1.0-{H24}-{H146}", "cfut_{A40}{H8}"),
    "Contentful": ("CFPAT-{U43}",),
    "crates.io": ("cio{A32}",),
    "Databricks": ("dapi{H32}",),
    "DigitalOcean": ("dop_v1_{H64}", "doo_v1_{H64}"),
    "Discord": ("https://discord.com/api/webhooks/{D18}/{U68}", "M{A23}.{A6}.{A27}"),
    "Docker": ("dckr_pat_{U27}",),
    "Doppler": ("dp.pt.{A43}", "dp.st.prd.{A43}"),
    "Dropbox": ("sl.{U135}",),
    "Duffel": ("duffel_live_{U43}",),
    "Dynatrace": ("dt0c01.{C24}.{C64}",),
    "EasyPost": ("EZAK{A54}",),
    "Facebook": ("EAAC{A120}", "{D15}|{A27}"),
    "Figma": ("figd_{U40}",),
    "Flutterwave": ("FLWSECK_TEST-{H32}-X",),
    "Fly.io": ("fo1_{A43}", "fm2_{A120}"),
    "Frame.io": ("fio-u-{U64}",),
    "GitHub": ("ghp_{A36}", "ghs_{A36}", "github_pat_{A22}_{A59}"),
    "GitLab": (
        "glpat-{U20}",
        "glrt-{U20}",
        "gldt-{U20}",
        "glcbt-64_{U20}",
        "GR1348941{U20}",
        "glptt-{U40}",
        "glagent-{U50}",
        "gloas-{U64}",
        "glsoat-{U30}",
        "glimt-{U25}",
    ),
    "Google": ("AIza{U35}", "GOCSPX-{U28}", "ya29.{U60}"),
    "Google Chat": (
        "https://chat.googleapis.com/v1/spaces/{A11}/messages?key=AIza{U35}&token={U43}",
    ),
    "Grafana": ("glc_{A60}", "glsa_{A32}_{H8}", "eyJrIjoi{A80}"),
    "Groq": ("gsk_{A52}",),
    "Harness": ("pat.{U22}.{A24}.{A20}",),
    "Heroku": ("HRKU-AA{U58}",),
    "HubSpot": (f"pat-na1-{_UUID}",),
    "Hugging Face": ("hf_{A34}",),
    "Infracost": ("ico-{A32}",),
    "JSON Web Token": ("eyJ{A30}.eyJ{A60}.{U43}",),
    "LangSmith": ("lsv2_pt_{H32}_{H10}",),
    "LaunchDarkly": (f"sdk-{_UUID}",),
    "Linear": ("lin_api_{A40}",),
    "Mailchimp": ("{H32}-us12",),
    "Mailgun": ("key-{H32}",),
    "Mapbox": ("sk.eyJ{A60}.{A22}",),
    "MaxMind": ("{A6}_{A29}_mmk",),
    "Netlify": ("nfp_{A40}",),
    "New Relic": ("NRAK-{C27}", "NRII-{L32}"),
    "Notion": ("ntn_{D11}{A35}", "secret_{A43}"),
    "npm": ("npm_{A36}",),
    "NuGet": ("oy2{L43}",),
    "NVIDIA": ("nvapi-{U64}",),
    "Octopus": ("API-{C26}",),
    "OpenAI": ("sk-proj-{A74}T3BlbkFJ{A74}", "sk-{A20}T3BlbkFJ{A20}"),
    "OpenShift": ("sha256~{U43}",),
    "Perplexity": ("pplx-{A48}",),
    "Plaid": (f"access-production-{_UUID}",),
    "PlanetScale": ("pscale_tkn_{A43}", "pscale_pw_{A43}"),
    "Postman": ("PMAK-{H24}-{H34}",),
    "Prefect": ("pnu_{A36}",),
    "Pulumi": ("pul-{H40}",),
    "PyPI": ("pypi-AgEIcHlwaS5vcmc{U80}",),
    "ReadMe": ("rdme_{L70}",),
    "Replicate": ("r8_{A37}",),
    "Razorpay": ("rzp_live_{A14}",),
    "Resend": ("re_{A8}_{A24}",),
    "Rootly": ("rootly_{H64}",),
    "RubyGems": ("rubygems_{H48}",),
    "Salesforce": ("00D{A12}!{A96}",),
    "SendGrid": ("SG.{U22}.{U43}",),
    "Sentry": ("sntryu_{H64}", "sntrys_eyJpYXQiO{A60}_{A43}"),
    "Shippo": ("shippo_live_{H40}",),
    "Shopify": ("shpat_{H32}", "shpss_{H32}"),
    "Slack": (
        "xoxb-{D12}-{D13}-{A24}",
        "xapp-1-A{C10}-{D13}-{H64}",
        "https://hooks.slack.com/services/T{C8}/B{C10}/{A24}",
    ),
    "SonarQube": ("squ_{H40}",),
    "Sourcegraph": ("sgp_{H16}_{H40}",),
    "SpectralOps": ("spu-{H32}",),
    "Square": ("sq0atp-{U22}", "EAAAE{U60}"),
    "Stripe": ("sk_live_{A24}", "rk_live_{A24}", "whsec_{A32}"),
    "Supabase": ("sbp_{H40}", "sb_secret_{A22}_{A8}"),
    "Tailscale": ("tskey-auth-{A12}CNTRL-{A32}",),
    "Tavily": ("tvly-dev-{A32}",),
    "Teams": (
        f"https://acme.webhook.office.com/webhookb2/{_UUID}@{_UUID}/IncomingWebhook/{{H32}}/{_UUID}",
    ),
    "Telegram": ("{D10}:AA{U33}", "bot{D9}:AA{U33}"),
    "Terraform": ("{A14}.atlasv1.{U67}",),
    "TruffleHog": ("thog-key-{H16}",),
    "Twilio": ("SK{H32}",),
    "Typeform": ("tfp_{A44}",),
    "Vault": ("hvs.{A95}", "hvb.{A150}"),
    "Vercel": ("vcp_{A24}",),
    "xAI": ("xai-{A80}",),
    "Yandex": ("AQVN{U36}",),
    "Zapier": ("https://hooks.zapier.com/hooks/catch/{D8}/{L7}",),
}
"""Vendor -> the formats of its tokens."""
