from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from bakery.plan import Plan

BOARD = Path(__file__).parent.parent / "board"


def as_json(plan: Plan) -> str:
    slots = [
        {
            "deck": slot.deck,
            "bread": slot.batch.recipe.name,
            "loaves": slot.batch.loaves,
            "mixAt": f"{slot.mix_at:%H:%M}",
            "bakeAt": f"{slot.bake_at:%H:%M}",
            "doneAt": f"{slot.done_at:%H:%M}",
        }
        for slot in plan.slots
    ]
    missing = dict(plan.shortages)
    return json.dumps({"day": plan.day.isoformat(), "slots": slots, "missing": missing})


def serve(plan: Plan, port: int) -> None:
    body = as_json(plan).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/plan.json":
                self._send(body, "application/json")
            elif self.path == "/":
                self._send((BOARD / "index.html").read_bytes(), "text/html")
            else:
                self.send_error(404)

        def _send(self, data: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(data)

    # Only the screen in the bakehouse may ask, so it listens on this machine alone.
    HTTPServer(("127.0.0.1", port), Handler).serve_forever()
