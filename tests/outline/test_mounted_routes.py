"""Routes at the path where another file mounts their router, where that is certain."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from material.command_line import run
from material.repository import put, repository

EXPRESS = "const express = require('express');\nconst app = express();\n"
ROUTER = (
    "const express = require('express');\nconst router = express.Router();\n"
    "router.get('/boats/', list);\nmodule.exports = router;\n"
)
FLASK = "from flask import Flask\n"
BLUEPRINT = "from flask import Blueprint\nbp = Blueprint('b', __name__)\n"
BOATS = "@bp.route('/boats/')\ndef boats():\n    pass\n"
API = "from fastapi import APIRouter\nrouter = APIRouter()\n"
GET = "@router.get('/boats/')\ndef boats():\n    pass\n"
URLS = "from django.urls import include, path\n"
VIEW = f"{URLS}urlpatterns = [path('boats/', boats)]\n"

CASES: dict[str, tuple[dict[str, str], str, str]] = {
    # what is tried: the files, the file with the route, its path
    "an import": (
        {"a.js": f"{EXPRESS}const b = require('./r/b');\napp.use('/api', b);", "r/b.js": ROUTER},
        "r/b.js", "/api/boats/",
    ),
    "a file required on the spot": (
        {"server.js": f"{EXPRESS}app.use('/api', auth, require('./b'));", "b.js": ROUTER},
        "b.js", "/api/boats/",
    ),
    "no prefix": (
        {"server.js": f"{EXPRESS}app.use(require('./b'));", "b.js": ROUTER}, "b.js", "/boats/",
    ),
    "modules": (
        {
            "server.ts": "import express from 'express';\nimport { boats as b } from './b';\n"
            "const app = express();\napp.use('/api', b);\n",
            "b.ts": "import { Router } from 'express';\nexport const boats = Router();\n"
            "boats.get('/boats/', list);\n",
        },
        "b.ts", "/api/boats/",
    ),
    "a router between": (
        {
            "server.js": f"{EXPRESS}app.use('/api', require('./v1'));",
            "v1.js": "const router = require('express').Router();\n"
            "const x = require('./b');\nrouter.use('/v1', x);\nmodule.exports = router;\n",
            "b.js": ROUTER,
        },
        "b.js", "/api/v1/boats/",
    ),
    "handed on": (
        {
            "server.ts": "import express from 'express';\nimport { boats } from './all';\n"
            "const app = express();\napp.use('/api', boats);\n",
            "all.ts": "export { default as boats } from './b';\n",
            "b.ts": "import { Router } from 'express';\nconst r = Router();\n"
            "r.get('/boats/', list);\nexport default r;\n",
        },
        "b.ts", "/api/boats/",
    ),
    "mounted twice": (
        {
            "a.js": f"{EXPRESS}const b = require('./b');\napp.use('/a', b);\napp.use('/c', b);",
            "b.js": ROUTER,
        },
        "b.js", "…/boats/",
    ),
    "a prefix that is computed": (
        {"server.js": f"{EXPRESS}app.use(config.api, require('./b'));", "b.js": ROUTER},
        "b.js", "…/boats/",
    ),
    "on a router that is handed in": (
        {
            "load.ts": "import { Router } from 'express';\nimport b from './b';\n"
            "export default (app: Router) => { app.use('/api', b); };\n",
            "b.js": ROUTER,
        },
        "b.js", "…/api/boats/",
    ),
    "by a test": (
        {"tests/b.test.js": f"{EXPRESS}app.use('/api', require('../b'));", "b.js": ROUTER},
        "b.js", "…/boats/",
    ),
    "the other router of a file": (
        {
            "server.js": f"{EXPRESS}app.use('/api', require('./b'));",
            "b.js": ROUTER.replace("= router", "= other")
            + "const other = express.Router();\nother.get('/boats/', list);\n",
        },
        "b.js", "…/boats/",
    ),
    "an app factory": (
        {
            "shop/__init__.py": f"{FLASK}def create_app():\n    app = Flask(__name__)\n"
            "    from .b import bp as boats_bp\n"
            "    app.register_blueprint(boats_bp, url_prefix='/shop')\n    return app\n",
            "shop/b.py": BLUEPRINT + BOATS,
        },
        "shop/b.py", "/shop/boats/",
    ),
    "one name for two blueprints": (
        {
            "shop/__init__.py": f"{FLASK}def create_app():\n    app = Flask(__name__)\n"
            "    from .b import bp\n    app.register_blueprint(bp, url_prefix='/shop')\n"
            "    from .c import bp\n    app.register_blueprint(bp, url_prefix='/c')\n",
            "shop/b.py": BLUEPRINT + BOATS,
            "shop/c.py": BLUEPRINT + BOATS,
        },
        "shop/b.py", "…/boats/",
    ),
    "a blueprint of a package": (
        {
            "shop/__init__.py": f"{FLASK}from shop import b\napp = Flask(__name__)\n"
            "app.register_blueprint(b.bp, url_prefix='/shop')\n",
            "shop/b/__init__.py": f"{BLUEPRINT}from shop.b import views\n",
            "shop/b/views.py": f"import flask\nfrom shop.b import bp\n{BOATS}",
        },
        "shop/b/views.py", "/shop/boats/",
    ),
    "a prefix that the mount replaces": (
        {
            "a.py": f"{FLASK}from b import bp\napp = Flask(__name__)\n"
            "app.register_blueprint(bp, url_prefix='/shop')\n",
            "b.py": BLUEPRINT.replace("__)", "__, url_prefix='/own')") + BOATS,
        },
        "b.py", "/shop/boats/",
    ),
    "a prefix of its own": (
        {
            "a.py": f"{FLASK}from b import bp\napp = Flask(__name__)\napp.register_blueprint(bp)\n",
            "b.py": BLUEPRINT.replace("__)", "__, url_prefix='/own')") + BOATS,
        },
        "b.py", "/own/boats/",
    ),
    "prefixes that add up": (
        {
            "a.py": "from fastapi import FastAPI\nimport v1\napp = FastAPI()\n"
            "app.include_router(v1.router, prefix='/api')\n",
            "v1.py": f"{API}import b\nrouter.include_router(b.router, prefix='/v1')\n",
            "b.py": API.replace("()", "(prefix='/own')") + GET,
        },
        "b.py", "/api/v1/own/boats/",
    ),
    "a first prefix that is computed": (
        {
            "a.py": "from fastapi import FastAPI\nimport v1\napp = FastAPI()\n"
            "app.include_router(v1.router, prefix=settings.API)\n",
            "v1.py": f"{API}import b\nrouter.include_router(b.router, prefix='/v1')\n",
            "b.py": API + GET,
        },
        "b.py", "…/v1/boats/",
    ),
    "URLs of Django": (
        {
            "site/urls.py": f"{URLS}urlpatterns = [path('shop/', include('shop.urls'))]\n",
            "site/wsgi.py": "application = None\n", "shop/urls.py": VIEW,
        },
        "shop/urls.py", "shop/boats/",
    ),
    "URLs in a list of others": (
        {
            "site/urls.py": f"{URLS}urlpatterns = i18n(path('s/', include('shop.urls')))\n",
            "site/wsgi.py": "application = None\n", "shop/urls.py": VIEW,
        },
        "shop/urls.py", "boats/",
    ),
    "a pattern": (
        {
            "site/urls.py": f"{URLS}urlpatterns = [re_path(r'^s/', include('shop.urls'))]\n",
            "site/wsgi.py": "application = None\n", "shop/urls.py": VIEW,
        },
        "shop/urls.py", "boats/",
    ),
}  # fmt: skip


def vault_of(tmp_path: Path, files: dict[str, str]) -> Path:
    source = repository(tmp_path / "tree", files)
    run("generate", source, "--engine", "none", "-o", tmp_path / "vault")
    return tmp_path / "vault/tree"


def routes(vault: Path, path: str) -> list[str]:
    """Return the paths of the routes that a note tells."""
    lines = (vault / f"{path}.md").read_text(encoding="utf-8").splitlines()
    rows = lines[lines.index("## Routes") :]
    cells = [row.split("|") for row in rows if row.startswith("|")]
    at = [each.strip() for each in cells[0]].index("path")
    return [row[at].strip(" `").replace("\u200b", "") for row in cells[2:]]


@pytest.mark.parametrize("case", CASES)
def test_the_path_of_a_route_is_the_one_that_the_app_answers(tmp_path: Path, case: str) -> None:
    files, path, expected = CASES[case]
    assert expected in routes(vault_of(tmp_path, files), path)


def test_the_router_that_is_not_mounted_keeps_its_path(tmp_path: Path) -> None:
    files, path, _ = CASES["the other router of a file"]
    assert sorted(routes(vault_of(tmp_path, files), path)) == ["/api/boats/", "…/boats/"]


def test_middleware_is_no_router(tmp_path: Path) -> None:
    server = EXPRESS + dedent(
        """
        const guard = require('./guard');
        const docs = require('docs-ui');
        const limit = makeLimit({ most: 3 });
        app.use('/a', guard);
        app.use('/b', docs.serve);
        app.use('/c', limit);
        app.use('/d', require('./boats'));
        """
    )
    files = {"server.js": server, "boats.js": ROUTER, "guard.js": "module.exports = () => 1;\n"}
    note = (vault_of(tmp_path, files) / "server.js.md").read_text(encoding="utf-8")
    rows = [row for row in note.splitlines() if row.startswith("| `/")]
    assert [row.split("`")[1] for row in rows] == ["/d"]


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (f"{EXPRESS}app.use('/new', require('./b'));", ["/new/boats/"]),
        (f"{EXPRESS}", ["…/boats/"]),
    ],
)
def test_a_changed_mount_renews_the_note_of_the_router(
    tmp_path: Path, server: str, expected: list[str]
) -> None:
    files = {"server.js": f"{EXPRESS}app.use('/api', require('./b'));", "b.js": ROUTER}
    vault = vault_of(tmp_path, files)
    assert routes(vault, "b.js") == ["/api/boats/"]
    put(tmp_path / "tree/server.js", server)
    run("generate", tmp_path / "tree", "--engine", "none", "-o", tmp_path / "vault")
    assert routes(vault, "b.js") == expected
    again = run("generate", tmp_path / "tree", "--engine", "none", "-o", tmp_path / "vault")
    assert "b.js" not in again
