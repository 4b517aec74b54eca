"""How the sentences of READMEs are worded: which say what a project is, and which do not."""

from __future__ import annotations

import re

from ralf_notes.patterns import lazily

# How sentences begin that say nothing of what a project is.
BESIDE_THE_POINT = lazily(
    r"""(?:\W*\b)?(?:
      (?:please\ )?(?:see|visit|check|refer|click|follow|join|star\ |watch|build\ status|
        start\ here|
        look(?:ing)?|contact|subscribe|support\ us|vote|sign\ up|get\ (?:started|it)|enjoy|
        remember|feel\ free|don'?t|do\ not|make\ sure|ensure|be\ aware|consult|sponsor|donate|
        hire|want\ |
        need\ |interested|questions?|got\ |have\ (?:a|you)|ready\ to|let's|let\ us)\b
    | (?:please\ )?(?:read|view|download|install|run|open|copy|clone|browse|explore|discover|learn|
        try|add|put|type|start|begin|buy|create|set|edit|write|define|declare)\ (?:the|this|that|
        these|
        it|an?|our|your|my|me|us|more|with|via|from|out|on|to|here|all|by|up|latest|about|how|docs?|
        documentation|https?:)\b
    | run\ [\w-]+\ (?:commands?|tests?|scripts?|migrations?)\b
    | (?:open|start|launch)\ (?:(?:your|the|a)\ )?(?:web\ )?browser\b
    | (?:download|install|read)\b(?!\s+and\b) | (?:build|use)\ (?:this|it|the|with)\b
    | (?:for|to)\ (?:more|the|a\ |an\ |full|further|detailed|usage|help|install|get|use|learn|see|
        build|run|
        contribute|start|quickly|you|your|update|make|do|try)\b
    | to\ \w+\b[^.,]*,\ (?:use|run|see|type|just|simply|you|first|please|execute|call|open)\b
    | if\ (?:so|you|your)\b | when\ (?:you|using)\b | once\b | unlike\b | before\ you\b
    | all\ you\b | as\ (?:of|a\ running)\b
    | for\ (?:example|instance)\b
    | (?:formerly|previously|also\ known\ as|a\.?k\.?a\b)(?![^.]{0,200}\b(?:is|are)\b)
    | in\ order\ to\b | you\b(?!r) | now\b | here\b |
         below\b
    | (?:the\ )?documentation\ of\b[^.]{1,60}\b(?:is|are|can)\b
    | we(?:'d|'re|'ve|\ (?:also\ )?(?:appreciate|welcome|are\ (?:hiring|looking|happy|proud)|thank|
        recommend|would|love))\b
    | (?:our|the|full|complete|detailed|official|latest|online|extensive|
        more)?\ ?(?:documentation|docs|wiki|
        website|web\ site|homepage|home\ page|changelog|release\ notes|api\ reference|user\ guide|
        manual|
        screencast|demo|tutorial|source\ code|code|repository|mailing\ list|packages?|release|
        screenshots?|table\ of\ contents|contents|examples?|usage|features?|requirements?|version|
        status)
        \ (?:is|are|can\ be|may\ be|was|has\ (?:been|moved)|for|at|requires?|available)\b
    | a\ (?:screencast|demo|list|live\ demo|full|complete\ list|video|quick|detailed|table)\b[^.]*\b
        (?:available|found|here|can\ be|online)\b
    | an?\ (?:usage\ |simple\ |small\ )?example\b
    | this\ is\ (?:not|only|just|where|why|how|when)\b
    | this\ is\ an?\ (?:[\w.+#-]+,?\ ){1,4}(?:project|repo(?:sitory)?)\W*$
    | in\ this\ [\w-]+,\ (?:we|you|i)\b
    | help\ (?:us\ |me\ )?(?:to\ )?(?:translate|improve|maintain|test|make|wanted|needed)\b
    | readme\b | prep(?:are)?\ for\b | (?:e\.g|i\.e)\. | (?:definitely|strictly|mostly)\ for\b
    | (?:running|installing|executing|cloning|today|nowadays|(?:user\ )?support)\b
    | while\ (?:the|this|these|it|you|we)\b
    | (?:keep|use|open|file|report|submit)\ (?:the\ |any\ |an?\ )?(?:github\ )?(?:issues?|bugs?)\b
    | (?:over|in|for|during)\ the\ (?:last|past)\b[^,.]*,?\ (?:i|we)\b
    | (?:stop|wait|hold\ on|attention|beware|caution|warning|heads\ up)\b[^.!?]{0,40}!
    | this\ (?:feature|functionality)\b
    | (?:alpha|beta|experimental|preview)\ features?\ (?:is|are)\b
    | this\ (?:readme|document|page|
        guide(?!\ (?:walks|shows|teaches|explains|demonstrates|covers)\b)|file|
        documentation|section|table|(?:maintenance\ )?release|version|branch|
        work|app\ is
        \ (?:a\ work|using)|(?:project|software|course|theme|book|plugin|
        library|code|program|package|product|module|repo(?:sitory)?|app)
        \ (?:is|was|has\ been)\ (?:now\ |no\ longer|under|released|licen[sc]ed|distributed|
        currently|maintained|
        deprecated|archived|not\ |in\ (?:an?\ )?(?:alpha|beta|early|maint|active|devel)|
        a\ work\ in|made\ possible|
        made\ (?:with|using)\b|(?:(?:developed|created|written|built|designed|
        maintained)(?:\ and\ \w+)?\ by)\b|
        sponsored|supported|unmaintained|still|also|inspired|based\ on))\b
    | (?:note|notice|warning|important|caution|tip|attention|deprecat\w+|disclaimer|heads\ up|
        announcement|news|
        update|new|beta|alpha|experimental|work\ in\ progress|wip|breaking|security|
        info)\b\s*[:!–—-]
    | (?:note|warning|important|caution|notice)\b(?=\s+\w)
    | (?:dual[ -])?licen[sc]ed?\b | copyright\b | \(c\)\ | ©\ ? | made\ (?:with|by)\b |
         maintained\ by\b
    | (?:supported|sponsored|backed|powered|brought\ to\ you|built|created|written|developed|
        trusted|used|
        funded|presented)\ by\b | special\ thanks | thanks\b | thank\ you | credits?\b | authors?\b
    | located\ at | published\ | available\ (?:in|on|at|from|for|here)\b | translations?\b |
         languages?\b:?
    | english\b | requires?\b | supports?\b | tested\ (?:on|with)\b | compatible\ with\b |
         current(?:ly)?\b
    | usage\b | examples?\b(?!(?-i:\ [A-Z])) | quick\ ?start | getting\ started | docs?\b |
         website\b |
         homepage\b | api\b\W*$
    | back\ to\b | go\ to\b | last\ updated | date\b | branch\b | platform\b |
         build(?:\W*$|[^\w\s]|\ (?:from|using|via|on|by|in|for|and\ (?:run|install|test)|status|
         passing|instructions?|requirements?|steps?|files?|scripts?|systems?|tools?|commands?|
         process|artifacts?|images?|time|dependenc\w+|configuration|options?|number|server)\b) |
         keys\b | created\ on
    | i(?:'m|'ve|\ (?:am|have|wrote|made|created|would|will|built|use|used))\b | welcome\b |
         (?:hi|hello|hey)\b(?!\ (?:is|was|has|can|lets)\b)
    | edit\b | q:\s | a:\s | by\b | from\ the\b | also\b | there\ (?:is|are)\b | since\b |
         after\b | not\b
    | releases?\b | all\ (?:rights|code|functions|notable|documentation)\b | contribut\w+ | bug |
         issues? | pull\ requests?
    | the\ current\ maintainers?\b | originally\b
    | most\ of | many\ | some\ | those\b
    | these\b(?!\ [\w-]+\ (?:show\w*|demonstrate|illustrate|explain|teach|contain|cover)\b)
    | each\b | every\b | other\ | both\b | just\b |
         that'?s\b | it'?s\b(?=.{0,30}$)
    | anyway\b | first,\  | what\b | why\b | how\ (?:to|do|does|can)\b | who\b | where\b | which\b |
        is\ (?:this|it|there)\b | are\ you\b |
         do\ you\b | can\ i\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
ADVERT = lazily(
    r"sponsor|donat|patreon|opencollective|open collective|buy me a|\bdiscord\b|\bslack\b|"
    r"\btwitter\b|"
    r"newsletter|\b(?:is|are) (?:now )?(?:out|available|here)!|\bis here\.|"
    r"^(?:\S+ ){1,4}since (?:19|20)\d\d\W*$|"
    r"\bgitter\b|\btelegram\b|hiring|webinar|sign up|"
    r"\b(?:ask|questions?|help|support|answers?)\b.{0,60}stack ?overflow|free trial|"
    r"\btoday[.!]?$|\b(?:recently|just|now) released\b|"
    r"\bstay tuned\b|\bmore (?:will follow|to (?:come|follow))\b|"
    r"\b(?:is|are) (?:\w+ )?welcome[.!]*$|use this command|"
    r"work in progress|not production|contributions? (?:are|is) |"
    r"pull requests|pip install|npm (?:i|install)\b|brew install|cargo install|gem install|go get |"
    r"yarn add|\bcoupon|\bour book\b|star us|⭐|\bno longer (?:maintained|supported)|is deprecated|"
    r"source-stable|semantic version|in this example|following example|"
    r"has moved|moved to |maintenance mode|looking for maintainers|latest release|previous version|"
    r"(?:generated|bootstrapped) (?:by|from|with)|single-database configuration|"
    r"\bfile (?:is |was )?auto(?:matically |-)?generated\b|"
    r"^this template (?:should|provides?) (?:help|a minimal)|"
    r"table of contents|copyright|license agreement|is used (?:in|by)|"
    r"\bhas (?:an? |its own )?(?:\w+ )?(?:documentation|web ?site|wiki|home ?page)[.!]?$|"
    r"\bpleased to support the open[ -]source community\b|"
    r"\bcode of conduct|all rights reserved|\btrademarks\b",
    re.IGNORECASE,
)
OF_SERVICE = lazily(r"\b(?:discord|slack|twitter|gitter|telegram)\b", re.IGNORECASE)
"""Matches a service on which a project asks its users to follow it, or which it is about."""
SECTION_OF_USE = lazily(
    r"""\b(?:install\w*|usage|getting\ started|quick\ ?start|quick\ demo|licen[sc]e|contribut\w+|
        sponsors?\w*|support|
    supporters|backers|community|credits|acknowledge?ments?|thanks|changelog|change\ log|changes|
        faq|documentation|docs|
    links|build\w*|compil\w+|test\w*|develop\w*|requirements|prerequisites|releases?|security|
        authors?|maintainers|
    donat\w+|translations?|badges|contents|toc|deploy\w*|demo|examples?|news|roadmap|resources|
        todo(?!\ \w)|status|support\w*|
    download|configuration|config|options|api|reference|features|screenshots?|versions?|
        compatib\w+|upgrading|
    migration|troubleshooting|help|contact|related|see\ also|resources|hosting|benchmarks?|
        performance|environment\ variables|running|local\w*|scripts|commands|
    announcements?|warning|note|important|disclaimer|how\ to|tutorial|who\ uses|users|used\ by|
        dependencies)\b""",
    re.IGNORECASE | re.VERBOSE,
)
SECTION_OF_PURPOSE = lazily(
    r"^(?:what(?:'s|\ is|\ are)?\b|about|intro(?:duction)?|overview|description|summary|synopsis|"
    r"name$|abstract|purpose|background|the\ project|general|motivation)",
    re.IGNORECASE,
)  # fmt: skip
IS = (
    r"(?:\s+v?\d[\w.]*)?(?:\s*\([^()]{1,40}\))?,?\s+(?:(?:web |app |js |ui )?(?:library|framework|"
    r"package|project|component|module|"
    r"app|application|plugin|tool|crate|gem|repository|server|client|toolkit|engine|sdk|cli)\s+)?"
    r"(?:is|are|was|has|can|will|helps?|lets?|\w{3,}s)\b"
)
SELF = lazily(
    r"(?:this|it|the) (?:is\b|(?:[\w`.-]+ ){0,2}(?:package|library|repo(?:sitory)?|module|project|"
    r"crate|gem|"
    r"tool|app(?:lication)?|plugin|extension|middleware|driver|preset|component|program|framework|image|role|chart|action|"
    r"bundle|collection|software|service|server|script|addon|theme|directory|folder|example|demo|implementation|"
    r"configuration|setup|class|playbook|wrapper|course|tutorial|"
    r"guide|document|sample)\s+(?:is|has|\w{3,}s)\b|(?:has|contains|holds|provides|implements|shows)\b)",
    re.IGNORECASE,
)
ARTICLE = lazily(r"(?:an?|the)\s+(?!few|lot|number|list|quick)[\w`-]", re.IGNORECASE)
NOUN = lazily(
    r"an?\s|the\s+(?!(?:\S+\s+){1,6}?(?:is|are|was|were|has|have|had|can|will|may|must|should|uses?|"
    r"contains?|provides?|allows?)\b)",
    re.IGNORECASE,
)
"""Matches how a phrase begins that names a thing: `A web server`, `The fun way to bake`."""
PHRASE = lazily(
    r"\w[\w.+#/-]*(?:\s\w[\w.+#/-]*){0,4}?\s(?:app(?:lication)?|client|collection|driver|framework|library|module|"
    r"package|parser|plugin|server|service|template|tool|toolkit|theme|wrapper)\s"
    r"(?:designed|for|in|of|that|to|which|with|written)\b",
    re.IGNORECASE,
)
"""Matches how a phrase without an article begins that names a thing: `Terraform module to`."""
NAMED = lazily(
    r"(?!this|it|there|here|`[\w./-]+\.[a-z]{2,4}`)\W{0,2}\w[\w.+#®™-]*\W{0,2}(?:\s+(?-i:[A-Z])[\w.+#®™-]*){0,3}"
    r"\s+(?:is|are)\s+(?:an?|the)\b",
    re.IGNORECASE,
)
FIRST_PERSON = lazily(
    r"(?!we (?:here )?(?:provide|present|introduce|propose|release|offer|publish) (?:an?|the)\b)"
    r"(?:we|our|i|my|let'?s|imagine|have you)\b",
    re.IGNORECASE,
)
"""Matches sentences on those who write; one such as `We present a mill` is on what they made."""
HAS_QUALITY = lazily(
    r"(?:\S+\s+){1,3}?(?:is|are)\s+(?!an?\b|the\b|one\b|for\b|to\b|where\b|how\b|what\b|about\b|\w+ed\b"
    r"|meant\b|built\b|written\b)",
    re.IGNORECASE,
)
"""Matches sentences that praise a thing, without saying what it is: `The tool is lean`."""
IS_A = lazily(r"\b(?:is|are) (?:an?|the|one of)\b", re.IGNORECASE)
GENERIC = lazily(
    r"\b(?:app|application|component|components|library|framework|project|module|package|sdk|api|"
    r"plugin|extension|readme|the|for \w+|web)$",
    re.IGNORECASE,
)
CJK = lazily("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LETTERS = lazily(r"[^\W\d_]{2,}")
TRANSLATED = lazily(
    "english|español|français|deutsch|português|italiano|русский|中文|日本語|한국어|türkçe|polski|"
    "svenska|українська|العربية|فارسی|tiếng việt",
    re.IGNORECASE,
)
METADATA = lazily(r"[A-Z][\w ]{0,24}:\s\S.{0,60}$")
OF_NAME = lazily(
    r"\bpronunciation\b|\bpronounced\s+(?:as|like)\b"
    r"|\bderives\s+from\s+the\s+\w+\s+(?:word|name|phrase)\b"
    r"|\bthe\s+name\b.{0,40}\b(?:comes|derives|stands|refers|means)\b",
    re.IGNORECASE,
)
"""Matches sentences on the name of a thing."""
BESIDE_THE_NATURE = lazily(
    rf"{OF_NAME.pattern}|^(?:\S+\s+){{1,4}}?(?:also\s+)?(?:(?:comes?|ships?)\s+with|works?\s+(?:with|on|in)|runs?\s+on|supports?|requires?|targets?|"
    r"(?:is|aims?\s+to\s+be)\s+(?:compatible|tested|available))\b",
    re.IGNORECASE,
)
"""Matches sentences that say with what a thing goes together, not what it is."""
LICENSED = lazily(
    r"[^,;]{1,80}?\b(?:is|are)\s+"
    r"(?:(?:free|open[- ]source\w*|software|also|dual|both)[\s,-]+(?:and\s+)?){0,4}licen[sc]ed\b"
    r"|.{1,60}\b(?:depends\s+on|requires|needs)\s.{0,60}\b(?:environment variables?|installed)\b",
    re.IGNORECASE,
)
"""Matches sentences on the licence of a project, or on what it takes to run it."""
DANGLING = lazily(
    r"\b(?:including|such as|are|is|has|at|the|of|for|with|by|from|and|or|to|contains?|includes?"
    r"|provides|the following)$"
)
EPIGRAPH = lazily(r"(?:&nbsp;|[\W_])*[\"“][^\"”]{8,240}[\"”](?:&nbsp;|[\W_])*(?:[-–—][^.]{2,60})?")
WELCOME = lazily(
    r"\A(?:\W*\b(?:hello|hi|hey)\b\W*)?welcome\s+to\s+(?:the\s+)?(?P<name>[^,.!?]{2,60}?),\s+(?P<what>(?:an?|the)\s)",
    re.IGNORECASE,
)
"""Matches a greeting that goes on to say what the project is."""
NOTICE_HEADING = lazily(
    r".*\b(?:is|are|was|has\s+been)\s+(?:now\s+)?(?:no\s+longer|not\s+(?:being\s+)?maintained|unmaintained|"
    r"deprecated|archived|retired|discontinued|moving|moved)\b"
    r"|\W*(?:deprecat\w+|archived|unmaintained|discontinued|end\s+of\s+life|maintenance\s+mode|"
    r"no\s+longer\s+maintained|looking\s+for\s+(?:a\s+)?(?:new\s+)?maintainers?)"
    r"(?:\s+(?:notice|warning|project|repository))?\W*",
    re.IGNORECASE,
)
"""Matches headings of sections that say what has become of a project."""
NOTICE = lazily(
    r"\b(?:has|have) (?:been )?(?:\w+ and )?moved\b|^please note\b|^notes? (?:about|on) v"
    r"|^\W*[⚠🚧🚨❗‼]"
    r"|^\W*(?:disclaimer|warning|attention|important|caution)\s*[:!]",
    re.IGNORECASE,
)
"""Matches how a notice begins, of which no sentence says what the project is."""
SURELY_SELF = lazily(
    r"this\s+(?:repo(?:sitory)?|project|library|package|app(?:lication)?|tool|guide|course|book|collection|"
    r"plugin|extension|module|role|theme)\s+is\s+an?\s(?=(?:[\w-]+,?\s+){1,5}?(?:of|for|to|that|which|with|built|based|in)\b)",
    re.IGNORECASE,
)
"""Matches how a sentence begins that is about the whole of a project, wherever it stands."""
CONNECTIVE = lazily(
    r"\A(?:in\s+other\s+words|in\s+short|in\s+a\s+nutshell|put\s+simply|simply\s+put|basically|essentially)"
    r",\s+(?P<next>\w)",
    re.IGNORECASE,
)
"""Matches how a sentence begins that says once more what the one before it said."""
ENUMERATION = lazily(
    r"(?:,|(?<=[^\s,]))\s++(?:including|such\s++as|like|namely|e\.g\.)(?:\s++the\s++following)?\s*+:?$",
    re.IGNORECASE,
)
"""Matches the end of a sentence that a list goes on with."""
STRUCK = lazily(r"~~")
TAIL = lazily(r"^[^:–—|]{1,50}?\s*(?:\s[-–—|]{1,3}\s|:\s+|,\s+(?=an?\s|the\s))(?P<tail>\S.{12,})$")
