"""What the benchmarks in Python need: a module, and the part of a benchmark that is Rust."""

import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent


def module(name):
    """The module, from an environment of its own where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        folder = pathlib.Path(tempfile.gettempdir()) / f"benchmark-environment-{name}"
        python = folder / "bin" / "python"
        if not python.exists():
            venv.create(folder, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", name], check=True)
        sys.exit(subprocess.run([python, *sys.argv]).returncode)


def program(benchmark, feature):
    """The part of a benchmark that is Rust, built."""
    command = ["cargo", "bench", "--features", feature, "--bench", benchmark]
    command += ["--no-run", "--message-format", "json"]
    built = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = map(json.loads, built.stdout.splitlines())
    executables = [m["executable"] for m in messages if m.get("executable")]
    return executables[-1]
