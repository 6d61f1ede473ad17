#!/usr/bin/env python3
"""Run the project's tasks on a bare machine: Python 3.11 or newer and pip are enough.

    python3 dev.py demo [--check]     the example host, seeded, on SQLite; --host flask|django|both
    python3 dev.py test [ARGS...]     every check; with arguments, pytest alone with them
    python3 dev.py test --ci          every check, the slow ones too, with all servers
    python3 dev.py lint [--fix]       style, formatting and import contracts
    python3 dev.py types              mypy in strict mode
    python3 dev.py docs               build the documentation
    python3 dev.py long [NAME ARGS]   long campaigns of tests/long, all or one
    python3 dev.py bench [NAME ARGS]  measurements of tests/benchmarks, all or one
    python3 dev.py cases              replay decisions recorded from Casbin's own tests
    python3 dev.py run CMD...         any command inside the project's environment
    python3 dev.py lock [--upgrade]   write the pinned requirements again
    python3 dev.py freeze [--check]   write Django's migrations from the revisions, or compare

The environment lives in a cache folder outside the tree, one for each set of pins, Python
version and checkout. SOCIALKIT_CACHE says where, else XDG_CACHE_HOME, else ~/.cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
OLDEST_UV = (0, 5)
OLDEST_PIP = (22, 3)  # the first with `pip --python`
# uv trusts a list of its own; a company's proxy is known to the system alone.
SYSTEM_CERTIFICATES = {"UV_SYSTEM_CERTS": "1"}
SERVICES = {"mariadbd": "mariadb-server", "chromium": "chromium"}
# Settings of the caller's shell that would send an installation elsewhere, or mix two Pythons.
MISLEADING = (
    "CONDA_PREFIX",
    "PIP_NO_DEPS",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_BREAK_SYSTEM_PACKAGES",
    "UV_PROJECT_ENVIRONMENT",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "UV_TARGET",
    "VIRTUAL_ENV",
)


class Failed(Exception):
    """A step that cannot go on; its text is all that the reader sees."""


def say(text: str) -> None:
    """Print one line of our own, at once, so that it stands before the tool's output."""
    print(f"dev.py: {text}", flush=True)


# ── running things ────────────────────────────────────────────────────────────────────────


def clean_environment() -> dict[str, str]:
    """Copy the caller's environment without what would mislead an installer."""
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    return {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", **kept}


def call(command: Sequence[object], env: Mapping[str, str] | None = None) -> int:
    """Run a command from the top of the tree, show its output, return its exit code."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(words, cwd=ROOT, env=env, check=False).returncode
    except OSError as error:
        raise Failed(f"cannot run {words[0]}: {error.strerror}") from error


def must(command: Sequence[object], env: Mapping[str, str] | None = None) -> None:
    """Run a command and stop everything when it fails."""
    code = call(command, env)
    if code:
        raise Failed(f"`{' '.join(map(str, command))}` ended with code {code}")


def read(command: Sequence[object]) -> str:
    """Return what a command prints, or nothing when it is absent or fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=clean_environment(),
            text=True,
        )
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def version_in(text: str) -> tuple[int, ...]:
    """Find the first version number in a tool's answer; empty when there is none."""
    found = re.search(r"(\d+)\.(\d+)", text)
    return tuple(int(part) for part in found.groups()) if found else ()


# ── the environment ───────────────────────────────────────────────────────────────────────


def cache_folder() -> Path:
    """Say where environments and tools are kept: outside the tree."""
    chosen = os.environ.get("SOCIALKIT_CACHE")
    if chosen:
        return Path(chosen).expanduser().resolve()
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache").expanduser().resolve() / "socialkit"


def digest(*parts: bytes) -> str:
    """Name a set of inputs by a short hash."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a lock beside the folder, so that two runs do not build it at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as file:
        if os.name == "posix":
            import fcntl  # noqa: PLC0415 - absent on Windows, where two runs are rare

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Environment:
    """A virtual environment made from one file of pinned requirements."""

    name: str

    @property
    def pins(self) -> Path:
        """The file of pinned requirements."""
        return ROOT / "requirements" / f"{self.name}.txt"

    @property
    def folder(self) -> Path:
        """The place in the cache; other pins, another Python or checkout have another one."""
        key = digest(self.pins.read_bytes(), sys.version.encode(), str(ROOT).encode())
        return cache_folder() / f"{self.name}-{key}"

    @property
    def scripts(self) -> Path:
        """The folder of the environment's commands."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.scripts / f"python{sysconfig.get_config_var('EXE') or ''}"

    def variables(self, **extra: str) -> dict[str, str]:
        """Return the variables under which the environment's commands run."""
        path = os.pathsep.join([str(self.scripts), os.environ.get("PATH", os.defpath)])
        own = {"VIRTUAL_ENV": str(self.folder), "PATH": path}
        return {**clean_environment(), **own, **extra}

    def ready(self) -> Environment:
        """Make the environment where it is not there yet, and return it."""
        mark = self.folder / "ready"
        stamp = digest((ROOT / "pyproject.toml").read_bytes())
        with only_one(self.folder):
            made = mark.is_file()
            if made and mark.read_text() == stamp:
                return self
            install(self, packages=not made)
            mark.write_text(stamp)
        return self


def install(environment: Environment, *, packages: bool) -> None:
    """Install the pinned packages, unless they are there, and the project itself, editable."""
    began = time.monotonic()
    say(f"preparing the {environment.name} environment in {environment.folder}")
    if packages:
        install_packages(environment)
    # The builder came with the pins, so nothing is fetched for this.
    options = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    uv = find_uv()
    pip = uv_in(uv, environment) if uv else pip_in(environment)
    must([*pip, *options], clean_environment())
    say(f"ready after {time.monotonic() - began:.0f} s")


def install_packages(environment: Environment) -> None:
    """Make the virtual environment and install the pins: by uv, or else by venv and pip."""
    uv = find_uv()
    env = clean_environment()
    pins = ["--require-hashes", "-r", str(environment.pins)]
    for certificates in ({}, SYSTEM_CERTIFICATES):
        if uv is None:
            break
        with contextlib.suppress(Failed):
            options = ["-q", "--no-project", "--clear", "--python", sys.executable]
            must([uv, "venv", *options, environment.folder], env)
            must([*uv_in(uv, environment), *pins], {**env, **certificates})
            return
        say("uv could not do it (its reason stands above); trying another way")
    try:
        without = ["--without-pip"] if has_new_pip() else []
        must([sys.executable, "-m", "venv", "--clear", *without, environment.folder], env)
        must([*pip_in(environment), *pins], env)
    except Failed as error:
        raise Failed(
            f"{error}. The reason stands above; most often the package index cannot be reached, "
            "or this Python has neither pip nor ensurepip (on Debian: apt-get install python3-pip)"
        ) from error


def uv_in(uv: Path, environment: Environment) -> list[str]:
    """Return the words that begin an installation by uv, which needs no pip inside."""
    return [str(uv), "pip", "install", "-q", "--python", str(environment.python)]


def pip_in(environment: Environment) -> list[str]:
    """Return the words that begin an installation by pip: from outside, else from inside."""
    if has_new_pip():
        return [sys.executable, "-m", "pip", "--python", str(environment.python), "install", "-q"]
    return [str(environment.python), "-m", "pip", "install", "-q"]


def has_new_pip() -> bool:
    """Tell whether this Python has a pip that can install into another environment."""
    return version_in(read([sys.executable, "-m", "pip", "--version"])) >= OLDEST_PIP


def find_uv() -> Path | None:
    """Find uv on the PATH, or set it aside in the cache; None where neither is possible."""
    found = shutil.which("uv")
    if found and version_in(read([found, "--version"])) >= OLDEST_UV:
        return Path(found)
    pins = ROOT / "requirements" / "uv.txt"
    aside = cache_folder() / f"uv-{digest(pins.read_bytes(), sys.version.encode())}"
    uv = aside / "bin" / f"uv{sysconfig.get_config_var('EXE') or ''}"
    with only_one(aside):
        if not read([uv, "--version"]):
            set_aside(pins, aside)
    return uv if read([uv, "--version"]) else None


def set_aside(pins: Path, folder: Path) -> None:
    """Install uv into a folder of its own, touching nothing of the system's."""
    if not read([sys.executable, "-m", "pip", "--version"]):
        return
    say("uv is not here; setting it aside in the cache")
    shutil.rmtree(folder, ignore_errors=True)
    options = ["-q", "--no-deps", "--require-hashes"]
    call(
        [sys.executable, "-m", "pip", "install", *options, "--target", folder, "-r", pins],
        clean_environment(),
    )


# ── the tasks ─────────────────────────────────────────────────────────────────────────────


def existing(*names: str) -> list[str]:
    """Keep the paths that this checkout has."""
    return [name for name in names if (ROOT / name).exists()]


def demo(args: list[str]) -> int:
    """Start an example host, or both; `--check` drives the journey through it and ends."""
    if not (ROOT / "examples" / "demo" / "__main__.py").is_file():
        raise Failed("this checkout has no examples/demo; nothing to show")
    # Both hosts share a PostgreSQL database, whose programs are a large wheel.
    both = "--host=both" in args or ("--host", "both") in itertools.pairwise(args)
    environment = Environment("both" if both else "demo").ready()
    return call([environment.python, "-m", "examples.demo", *args], environment.variables())


def lint(args: list[str]) -> int:
    """Check style, formatting and import contracts; `--fix` repairs what a tool can."""
    environment = Environment("dev").ready()
    fix = "--fix" in args
    env = environment.variables()
    steps = (
        ["ruff", "check", "--quiet", *(["--fix"] if fix else [])],
        ["ruff", "format", "--quiet", *([] if fix else ["--diff"])],
        ["lint-imports", "--no-logo"],
    )
    codes = [call([environment.scripts / step[0], *step[1:]], env) for step in steps]
    return max(codes)


def types(args: list[str]) -> int:
    """Check every annotation with mypy in strict mode."""
    environment = Environment("dev").ready()
    cache = cache_folder() / f"mypy-{digest(str(ROOT).encode())}"
    what = args or existing("src", "tests", "examples", "dev.py")
    return call(
        [environment.python, "-m", "mypy", "--cache-dir", cache, *what], environment.variables()
    )


def docs(args: list[str]) -> int:
    """Build the documentation; a warning is an error."""
    environment = Environment("dev").ready()
    out = cache_folder() / f"docs-{digest(str(ROOT).encode())}"
    options = ["-q", "-W", "--keep-going", "-b", "html"]
    code = call(
        [environment.python, "-m", "sphinx", *options, *args, "docs", out], environment.variables()
    )
    if not code:
        say(f"the documentation is in {out / 'index.html'}")
    return code


def test(args: list[str]) -> int:
    """Run every check, or pytest alone when it is given arguments."""
    environment = Environment("dev").ready()
    ci = "--ci" in args
    rest = [word for word in args if word != "--ci"]
    env = environment.variables(**(ci_settings() if ci else {}))
    pytest = [environment.python, "-m", "pytest"]
    if rest and not ci:
        return call([*pytest, *rest], env)
    steps = {"lint": lint, "types": types, **({"docs": docs} if ci else {})}
    failed = [name for name, step in steps.items() if timed(name, step)]
    selection = rest or ([] if ci else ["-m", "not slow"])
    code = call([*pytest, "-n", "2", "--dist", "worksteal", *selection], env)
    if failed:
        say(f"failed before the tests: {', '.join(failed)}")
    return code or int(bool(failed))


def timed(name: str, step: Callable[[list[str]], int]) -> int:
    """Run one step and say how it went and how long it took."""
    began = time.monotonic()
    code = step([])
    say(f"{name} {'failed' if code else 'passed'} after {time.monotonic() - began:.1f} s")
    return code


def ci_settings() -> dict[str, str]:
    """Install the servers that no wheel brings, where we may, and demand their tests then."""
    settings = {"SOCIALKIT_HYPOTHESIS": "ci"}
    absent = [package for program, package in SERVICES.items() if not installed(program)]
    if absent and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"installing {' '.join(absent)}")
        env = {**clean_environment(), "DEBIAN_FRONTEND": "noninteractive"}
        must(["apt-get", "-qq", "update"], env)
        must(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *absent], env)
        absent = []
    if absent:
        say(f"not installed: {' '.join(absent)}. THEIR TESTS WILL BE SKIPPED.")
        return settings
    return {**settings, "SOCIALKIT_REQUIRE_SERVICES": "1"}


def installed(program: str) -> bool:
    """Tell whether a program is there; servers often stand outside a user's PATH."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    return shutil.which(program, path=path) is not None


def scripts_of(folder: str) -> Callable[[list[str]], int]:
    """Make a task that runs the scripts of a folder: all of them, or one with arguments."""

    def task(args: list[str]) -> int:
        names = sorted(path.stem for path in (ROOT / "tests" / folder).glob("[a-z]*.py"))
        if args[:1] in (["--list"], ["--help"], ["-h"]):
            print("\n".join([f"scripts of tests/{folder}, each with --help:", *names]))
            return 0
        if args and args[0] not in names:
            raise Failed(f"tests/{folder} has no {args[0]!r}; it has: {', '.join(names) or '-'}")
        environment = Environment("dev").ready()
        runs = [args] if args else [[name] for name in names]
        return max((run_script(environment, folder, run) for run in runs), default=0)

    return task


def run_script(environment: Environment, folder: str, args: list[str]) -> int:
    """Run one script of a folder of tests as a module, so that it may import its neighbours."""
    module = f"tests.{folder}.{args[0]}"
    return call([environment.python, "-m", module, *args[1:]], environment.variables())


def cases(args: list[str]) -> int:
    """Replay decisions recorded from Casbin's own tests; says so where they are not there."""
    return run_script(Environment("dev").ready(), "conformance", ["recorded_cases", *args])


def run(args: list[str]) -> int:
    """Run any command inside the project's environment."""
    if not args:
        raise Failed("say what to run: python3 dev.py run CMD...")
    environment = Environment("dev").ready()
    own = environment.scripts / args[0]
    return call([own if own.exists() else args[0], *args[1:]], environment.variables())


def lock(args: list[str]) -> int:
    """Write the pinned requirements again, for every platform and every supported Python."""
    uv = find_uv()
    if uv is None:
        raise Failed("uv is needed to pin requirements, and could not be had")
    oldest = ".".join(map(str, OLDEST_PYTHON))
    options = ["-q", "--universal", "--generate-hashes", "--no-header", "--python-version", oldest]
    extras = ["flask", "django", "postgres", "mysql", "migrations", "testing"]
    hosts = ["--extra", "flask", "--extra", "django"]
    sources: dict[str, list[str]] = {
        "uv": [],
        "dev": ["pyproject.toml", *(word for name in extras for word in ("--extra", name))],
        "demo": ["pyproject.toml", *hosts, "-c", "requirements/dev.txt"],
        "both": ["pyproject.toml", *hosts, "--extra", "postgres", "-c", "requirements/dev.txt"],
    }
    for name, more in sources.items():
        files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
        must([uv, "pip", "compile", *options, *args, *more, *files], clean_environment())
        say(f"wrote requirements/{name}.txt")
    return 0


def freeze(args: list[str]) -> int:
    """Write Django's migrations from the library's own; `--check` only compares them."""
    environment = Environment("dev").ready()
    command = [environment.python, "-W", "error", "-m", "socialkit.contrib.django.freezing"]
    return call([*command, *args], environment.variables())


TASKS: dict[str, Callable[[list[str]], int]] = {
    "bench": scripts_of("benchmarks"),
    "cases": cases,
    "demo": demo,
    "docs": docs,
    "freeze": freeze,
    "lint": lint,
    "lock": lock,
    "long": scripts_of("long"),
    "run": run,
    "test": test,
    "types": types,
}


def main(args: list[str]) -> int:
    """Run the task that the first word names."""
    if not args or args[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    if args[0] not in TASKS:
        raise Failed(f"no task {args[0]!r}; there are: {', '.join(TASKS)}")
    return TASKS[args[0]](args[1:])


def use_a_new_enough_python() -> None:
    """Start again with a newer Python when this one is too old and a newer one is there."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in (13, 12, 11):
        newer = shutil.which(f"python3.{minor}")
        if newer and read([newer, "--version"]):
            os.execv(newer, [newer, *sys.argv])  # noqa: S606 - the same words, no shell
    wanted = ".".join(map(str, OLDEST_PYTHON))
    raise Failed(f"Python {wanted} or newer is needed; this is {sys.version.split()[0]}")


if __name__ == "__main__":
    try:
        use_a_new_enough_python()
        sys.exit(main(sys.argv[1:]))
    except Failed as failure:
        sys.exit(f"dev.py: {failure}.")
    except KeyboardInterrupt:
        sys.exit(130)
