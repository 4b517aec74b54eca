"""Routes: method, path and handler of what web frameworks are told in a file, and nothing else."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ralf_notes.outline.parse import outline

MOUNTS = {
    "api.py": (
        """
        from fastapi import APIRouter, FastAPI
        from boats import router
        import crews
        own, app = None, FastAPI()
        own = APIRouter()
        app.include_router(own, prefix="/own")
        app.include_router(router, prefix="/boats")
        app.include_router(crews.router, prefix=settings.V1)
        """,
        [("/boats", "router"), ("settings.V1", "crews.router")],
    ),
    "server.js": (
        """
        const express = require('express');
        const app = express();
        const own = express.Router();
        app.use('/own', own);
        app.use('/files', express.static('files'));
        app.use('/boats', boats);
        app.use('/crews', require('./crews'));
        """,
        [("/boats", "boats"), ("/crews", "require('./crews')")],
    ),
}


@pytest.mark.parametrize("path", MOUNTS)
def test_a_file_tells_where_it_mounts_the_routers_of_others(path: str) -> None:
    text, expected = MOUNTS[path]
    tables = outline(path, dedent(text).lstrip("\n")).tables
    rows = [row for table in tables if table.title == "Mounted routers" for row in table.rows]
    assert rows == expected


def test_a_file_of_routes_alone_is_told_by_them() -> None:
    text = "Rails.application.routes.draw do\n  get '/boats', to: 'boats#list'\nend\n"
    assert outline("config/routes.rb", text).about == "Routes: `/boats`."
    assert outline("a.rb", f"class Boats\nend\n{text}").about == ""


@pytest.mark.parametrize("handler", ["func(w http.ResponseWriter, r *http.Request) {}", "boats"])
def test_routes_of_any_method_are_told_by_their_paths(handler: str) -> None:
    text = f'package main\nimport "net/http"\nfunc main() {{ http.HandleFunc("/b", {handler}) }}\n'
    assert outline("main.go", text).about == "Routes: `/b`."


def test_a_file_whose_functions_answer_its_routes_is_told_by_them() -> None:
    answers = "from flask import Flask\n\napp = Flask(__name__)\n"
    for verb, name in (("get", "boats"), ("post", "sails")):
        answers += f"\n\n@app.{verb}('/{name}')\ndef {verb}_{name}():\n    pass\n"
    others = "".join(f"\n\ndef build_{n}():\n    pass\n" for n in range(3))
    assert outline("a.py", answers).about == "Routes: `/boats` and `/sails`."
    assert outline("a.py", answers + others).about == ""


def test_a_route_whose_handler_has_no_name_is_told_by_its_comment() -> None:
    text = """
        import { Router } from 'express';
        const router = Router();
        /**
         * Sells a boat. It is gone then.
         * @returns a bill
         */
        router.post('/boats', auth, async (req, res) => {});
        // Lists boats, all of them.
        router.get('/boats', list);
        // eslint-disable-next-line
        router.get('/', (req, res) => {});
        """
    assert routes("boats.ts", text) == [
        ("POST", "…/boats", "", "Sells a boat."),
        ("GET", "…/boats", "list", ""),
        ("GET", "…/", "", ""),
    ]


def routes(path: str, text: str) -> list[tuple[str, ...]]:
    tables = outline(path, dedent(text).lstrip("\n")).tables
    return [row for table in tables if table.title == "Routes" for row in table.rows]


CASES = {
    "flask": (
        "app.py",
        """
        from flask import Blueprint, Flask
        app = Flask(__name__)
        boats = Blueprint("boats", __name__, url_prefix="/boats")

        @app.route("/")
        def home(): ...

        @boats.route("/<int:key>", methods=["GET", "POST"])
        @login_required
        def boat(key): ...

        @app.errorhandler(404)
        def missing(error): ...

        @app.route(PATH)
        def unknown(): ...

        app.add_url_rule("/about", view_func=about)
        """,
        [
            "GET / home",
            "GET …/boats/<int:key> boat",
            "POST …/boats/<int:key> boat",
            "GET /about about",
        ],
    ),
    "fastapi": (
        "api.py",
        """
        from fastapi import APIRouter, FastAPI
        from unittest import mock
        router = APIRouter(prefix="/boats")
        app = FastAPI()
        app.include_router(router, prefix="/v1")

        @router.get("/{key}", response_model=Boat)
        async def read(key: int): ...

        @router.post("")
        async def create(boat: Boat): ...

        @mock.patch("os.remove")
        def test(remove): ...

        @app.get(f"/{name}")
        def formatted(): ...
        """,
        ["GET /v1/boats/{key} read", "POST /v1/boats create"],
    ),
    "django": (
        "urls.py",
        """
        from django.urls import include, path, re_path
        urlpatterns = [
            path("", views.home),
            path("boats/<int:pk>/", BoatView.as_view(), name="boat"),
            re_path(r"^old/$", views.old),
            path("api/", include("api.urls")),
        ]
        """,
        [
            " / views.home",
            " boats/<int:pk>/ BoatView.as_view()",
            " ^old/$ views.old",
            ' api/ include("api.urls")',
        ],
    ),
    "fastapi router of another file": (
        "boats.py",
        """
        from fastapi import APIRouter
        inner, outer = APIRouter(), None
        router = APIRouter()
        below = APIRouter(prefix="/below")
        router.include_router(below)

        @router.get("/{key}")
        async def read(key: int): ...

        @below.get("/x")
        async def far(): ...
        """,
        ["GET …/{key} read", "GET …/below/x far"],
    ),
    "flask blueprint that the file registers": (
        "app.py",
        """
        from flask import Blueprint, Flask
        boats = Blueprint("boats", __name__)

        @boats.get("/x")
        def boat(): ...

        def create():
            app = Flask(__name__)
            app.register_blueprint(boats, url_prefix="/boats")
            return app
        """,
        ["GET /boats/x boat"],
    ),
    "express router of another file": (
        "boats.js",
        """
        const { Router } = require('express');
        const router = Router();
        router.get('/:id', read);
        module.exports = router;
        """,
        ["GET …/:id read"],
    ),
    "express": (
        "server.js",
        """
        const express = require('express');
        const app = express();
        const boats = express.Router();
        app.set('view engine', 'pug');
        const engine = app.get('view engine');
        app.get('/', home);
        boats.post('/:id', auth, function save(req, res) {});
        boats.get(`/${name}`, home);
        boats.route('/all').get(list).delete((req, res) => {});
        app.use('/boats', boats);
        map.get('/x', fallback);
        """,
        ["GET / home", "POST /boats/:id save", "GET /boats/all list", "DELETE /boats/all "],
    ),
    "rails": (
        "config/routes.rb",
        """
        Rails.application.routes.draw do
          root to: "home#index"
          get "/about", to: "pages#about"
          get "old" => "pages#old"
          match "/both", to: "pages#both", via: [:get, :post]
          resources :boats, only: [:index, :show] do
            member { post :sail }
            get :all, on: :collection
            resources :crews, only: %i[create]
          end
          resource :profile, only: :show
          namespace :admin do
            resources :categories, except: [:new, :edit, :create, :update, :destroy]
          end
          concern :hidden do
            get "never"
          end
        end
        """,
        [
            "GET / home#index",
            "GET /about pages#about",
            "GET /old pages#old",
            "GET /both pages#both",
            "POST /both pages#both",
            "GET /boats boats#index",
            "GET /boats/:id boats#show",
            "POST /boats/:id/sail boats#sail",
            "GET /boats/all boats#all",
            "POST /boats/:boat_id/crews crews#create",
            "GET /profile profiles#show",
            "GET /admin/categories admin/categories#index",
            "GET /admin/categories/:id admin/categories#show",
        ],
    ),
    "spring": (
        "BoatController.java",
        """
        @RestController
        @RequestMapping("/boats")
        class BoatController {
            @GetMapping
            List<Boat> all() { return null; }
            @PostMapping(path = "/{id}", consumes = "application/json")
            Boat save(@PathVariable long id) { return null; }
            @RequestMapping(value = {"/a", "/b"}, method = RequestMethod.PUT)
            void both() {}
            @GetMapping(Paths.X)
            void constant() {}
        }
        """,
        [
            "GET /boats BoatController.all",
            "POST /boats/{id} BoatController.save",
            "PUT /boats/a BoatController.both",
            "PUT /boats/b BoatController.both",
        ],
    ),
    "spring without slashes, and with paths that are not known": (
        "Controllers.java",
        """
        @RequestMapping(path = "boats")
        class BoatController {
            @GetMapping("all")
            List<Boat> all() { return null; }
        }
        @RequestMapping(Paths.CREWS)
        class CrewController {
            @GetMapping("/crews")
            List<Crew> all() { return null; }
        }
        @RequestMapping(Paths.API + "/sails")
        class SailController {
            @GetMapping("/sails")
            List<Sail> all() { return null; }
        }
        @RequestMapping("${api.prefix}/ports")
        class PortController {
            @GetMapping("/ports")
            List<Port> all() { return null; }
        }
        """,
        ["GET /boats/all BoatController.all"],
    ),
    "spring in Kotlin": (
        "BoatController.kt",
        """
        @RestController
        @RequestMapping("/boats")
        class BoatController {
            @GetMapping("/{id}")
            fun one(@PathVariable id: Long): Boat = TODO()
        }
        """,
        ["GET /boats/{id} BoatController.one"],
    ),
    "jax-rs": (
        "Boats.java",
        """
        @Path("boats")
        public class Boats {
            @GET
            @Path("/{id}")
            public Boat one() { return null; }
        }
        """,
        ["GET /boats/{id} Boats.one"],
    ),
    "ktor": (
        "Routing.kt",
        """
        fun Application.module() {
            routing {
                get("/") { call.respondText("hello") }
                route("/boats") {
                    post("/{id}") { save() }
                }
            }
        }
        fun other() { client.get("/no") { header("a", "b") } }
        """,
        ["GET / ", "POST /boats/{id} "],
    ),
    "asp.net": (
        "BoatsController.cs",
        """
        [ApiController]
        [Route("api/[controller]")]
        public class BoatsController : ControllerBase {
            [HttpGet]
            public IActionResult All() => Ok();
            [HttpPost("{id:int}")]
            public IActionResult Save(int id) => Ok();
            [HttpDelete("~/boats/{id}")]
            public IActionResult Drop(int id) => Ok();
        }
        public class HomeController : Controller {
            [HttpGet]
            public IActionResult Index() => View();
        }
        """,
        [
            "GET /api/Boats BoatsController.All",
            "POST /api/Boats/{id:int} BoatsController.Save",
            "DELETE /boats/{id} BoatsController.Drop",
        ],
    ),
    "minimal asp.net": (
        "Program.cs",
        """
        var app = builder.Build();
        var api = app.MapGroup("/api").WithTags("a");
        app.MapGet("/", () => "hi");
        api.MapPost("/boats", BoatApi.Save);
        """,
        ["GET / ", "POST /api/boats BoatApi.Save"],
    ),
    "laravel": (
        "routes/web.php",
        """
        <?php
        Route::get('/', [HomeController::class, 'index']);
        Route::post('boats/{boat}', 'BoatController@save')->name('save');
        Route::prefix('admin')->middleware('auth')->group(function () {
            Route::get('/users', UserController::class);
            Route::apiResource('boats', BoatController::class);
        });
        Route::get($path, fn () => 1);
        $cache->get('/x', 1);
        """,
        [
            "GET / HomeController@index",
            "POST /boats/{boat} BoatController@save",
            "GET /admin/users UserController",
            "API RESOURCE /admin/boats BoatController",
        ],
    ),
    "symfony": (
        "BoatController.php",
        """
        <?php
        #[Route('/boats')]
        class BoatController {
            #[Route('/{id}', name: 'boat', methods: ['GET', 'HEAD'])]
            public function show(): Response {}
        }
        """,
        ["GET /boats/{id} BoatController::show", "HEAD /boats/{id} BoatController::show"],
    ),
    "gin": (
        "main.go",
        """
        package main
        import "github.com/gin-gonic/gin"
        func main() {
            r := gin.Default()
            r.GET("/", home)
            api := r.Group("/api")
            v1 := api.Group("/v1")
            v1.POST("/boats/:id", auth(), save)
            cache.Get("key", 1)
        }
        """,
        ["GET / home", "POST /api/v1/boats/:id save"],
    ),
    "gorilla": (
        "http/http.go",
        """
        package http
        import ("net/http"; "github.com/gorilla/mux")
        func NewHandler() http.Handler {
            r := mux.NewRouter()
            r.HandleFunc("/health", health)
            api := r.PathPrefix("/api").Subrouter()
            boats := api.PathPrefix("/boats").Subrouter().StrictSlash(true)
            boats.Handle("", wrap(list, "")).Name("list").Methods("GET")
            boats.Handle("/{id:[0-9]+}", wrap(save, "")).Methods(http.MethodPut, http.MethodPatch)
            api.PathPrefix("/files").Subrouter().HandleFunc("/raw", raw).Methods("GET").Name("raw")
            return r
        }
        func other(boats *mux.Router) { boats.HandleFunc("/here", here).Methods(methods...) }
        """,
        [
            " /health health",
            'GET /api/boats wrap(list, "")',
            'PUT /api/boats/{id:[0-9]+} wrap(save, "")',
            'PATCH /api/boats/{id:[0-9]+} wrap(save, "")',
            "GET /api/files/raw raw",
            " /here here",
        ],
    ),
    "chi": (
        "routes.go",
        """
        package main
        import "github.com/go-chi/chi/v5"
        func routes() chi.Router {
            r := chi.NewRouter()
            r.Get("/", home)
            r.Route("/boats", func(r chi.Router) {
                r.With(paginate).Get("/", list)
                r.Route("/{id}", func(inner chi.Router) {
                    inner.Use(load)
                    inner.Get("/", func(w http.ResponseWriter, req *http.Request) {})
                    inner.Delete("/sails", drop)
                    r.Put("/all", all)
                })
                r.Group(func(r chi.Router) { r.Post("/", save) })
            })
            return r
        }
        """,
        [
            "GET / home",
            "GET /boats list",
            "GET /boats/{id} ",
            "DELETE /boats/{id}/sails drop",
            "PUT /boats/all all",
            "POST /boats save",
        ],
    ),
    "net/http": (
        "main.go",
        """
        package main
        import "net/http"
        func main() {
            http.HandleFunc("/old", old)
            mux.HandleFunc("GET /boats/{id}", func(w http.ResponseWriter, r *http.Request) {})
        }
        """,
        [" /old old", "GET /boats/{id} "],
    ),
    "axum": (
        "main.rs",
        """
        use axum::{routing::get, Router};
        fn app() -> Router {
            Router::new()
                .route("/", get(home))
                .route("/boats/{id}", get(show).post(handlers::save))
        }
        """,
        ["GET / home", "GET /boats/{id} show", "POST /boats/{id} handlers::save"],
    ),
    "actix": (
        "main.rs",
        """
        use actix_web::{get, web};
        #[get("/boats/{id}")]
        async fn show(id: web::Path<u32>) -> String { String::new() }
        """,
        ["GET /boats/{id} show"],
    ),
    "nest": (
        "boats.controller.ts",
        """
        import { Controller, Get, Post, Delete } from '@nestjs/common';

        @ApiTags('boats')
        @Controller('boats')
        export class BoatsController {
          constructor(private readonly boats: Boats) {}
          @Get()
          list() {}
          @UsePipes(new Pipe())
          @Post(':id/sell')
          async sell(@Param('id') id: string) {}
          @Delete(PATH)
          drop() {}
        }

        @Controller({ path: 'crews', version: '1' })
        class Crews {
          @Get(':id') one() {}
        }

        export class Service {
          @Get('no') no() {}
        }
        """,
        ["GET /boats list", "POST /boats/:id/sell sell", "GET /crews/:id one"],
    ),
    "no framework": ("cache.py", 'cache.get("/x", 1)\n', []),
}


@pytest.mark.parametrize("name", CASES)
def test_routes(name: str) -> None:
    path, text, expected = CASES[name]
    found = routes(path, text)
    padded = [" ".join(row) if len(row) == 3 else row for row in found]
    shown = [
        each
        if isinstance(each, str)
        else f" {each[0]} {each[1]}"
        if not each[0].isupper()
        else f"{each[0]} {each[1]} "
        for each in padded
    ]
    assert sorted(shown) == sorted(expected)
