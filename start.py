"""Set everything up and do one thing; needs Python 3.11 or later with pip, and nothing else.

    python3 start.py         set up, assess the example, and leave a report to open
    python3 start.py test    set up, and run the tests

Everything goes into .venv beside this file. Safe to run again, and after an interrupted run: a set-up that was not
finished is begun afresh. Where a C compiler is there (and Python is below 3.13), the second rules engine is installed
as well.
"""

import hashlib
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
SCRIPTS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = SCRIPTS / ("python.exe" if sys.platform == "win32" else "python")
EXAMPLE = HERE / "assessments" / "wolds-and-fen"
REPORT = HERE / "inclead-report" / "report.html"
LOCKS = {"demo": "run.txt", "test": "test.txt"}


def main() -> int:
    """Do what the command line asks for and return an exit code."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if wanted not in LOCKS:
        print(__doc__)
        return 0 if wanted in ("-h", "--help", "help") else 2
    if sys.version_info < (3, 11):  # noqa: UP036 (an older Python must be told so, not shown a traceback)
        print(f"inclead-graph needs Python 3.11 or later; this is {sys.version.split()[0]}. Try: python3.11 start.py")
        return 2
    try:
        set_up(wanted)
    except subprocess.CalledProcessError as error:
        print(
            f"\nThe set-up stopped (exit code {error.returncode}): see the lines above. It is safe to run this again."
        )
        return 1
    return demo() if wanted == "demo" else run("-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", *sys.argv[2:])


def set_up(wanted: str) -> None:
    """Make .venv hold what the lock names. A stamp for each finished set-up stands in it, and none while one runs."""
    stamps = {VENV / f".ready-{name}": digest(HERE / "requirements" / lock) for name, lock in LOCKS.items()}
    ready = {stamp for stamp, content in stamps.items() if stamp.is_file() and stamp.read_text() == content and works()}
    wanted_stamp = VENV / f".ready-{wanted}"
    if wanted_stamp in ready:
        return
    print(f"Setting up in {VENV.name} (about a minute, the first time only)", flush=True)
    if not ready:
        make_environment()
    for stamp in stamps:
        stamp.unlink(missing_ok=True)
    install("--require-hashes", "-r", str(HERE / "requirements" / LOCKS[wanted]))
    install("--no-deps", "--no-build-isolation", "-e", str(HERE))
    install_second_engine()
    for stamp in {*ready, wanted_stamp}:
        stamp.write_text(stamps[stamp])


def make_environment() -> None:
    """Make .venv anew, whatever is left of an earlier one; by pip itself where Python came without ensurepip."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], check=True)
        subprocess.run([sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "pip"], check=True)


def works() -> bool:
    """Say whether the environment has a Python of this version, and pip."""
    probe = "import pip, sys; print(sys.version_info[:2])"
    try:
        found = subprocess.run([str(PYTHON), "-c", probe], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return found.stdout.strip() == str(sys.version_info[:2])


def install(*arguments: str) -> None:
    """Run pip in the environment."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *arguments], check=True)


def install_second_engine() -> None:
    """Install durable_rules where it can be compiled; say so where it cannot, and go on."""
    if sys.version_info >= (3, 13):
        print("The second rules engine does not run on Python 3.13 or later; the reference engine works alone.")
        return
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if not shutil.which(compiler):
        print(f"No C compiler ('{compiler}') here: the reference engine works alone, without the second one.")
        return
    lock = str(HERE / "requirements" / "durable.txt")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command = [*pip, "--require-hashes", "--no-deps", "--no-build-isolation", "-r", lock]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print("The second rules engine did not compile here: the reference engine works alone.")


def digest(lock: Path) -> str:
    """Return what the set-up depends on, as one word."""
    content = hashlib.sha256()
    for path in (lock, HERE / "requirements" / "durable.txt", HERE / "pyproject.toml"):
        content.update(path.read_bytes())
    return f"{content.hexdigest()} {sys.version.split()[0]} {HERE}"


def demo() -> int:
    """Assess the example, print its profile, and leave a report."""
    inclead = ["-m", "inclead_graph", "assess", str(EXAMPLE)]
    failed = run(*inclead) or run(*inclead, "--format", "html", "-o", str(REPORT))
    if not failed:
        print(f"\nOpen this in a browser: {REPORT}")
        print(f"Then try: {SCRIPTS / 'inclead'} explain {EXAMPLE} BR1")
    return failed


def run(*arguments: str) -> int:
    """Run the environment's Python and return its exit code."""
    return subprocess.run([str(PYTHON), *arguments], cwd=HERE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
