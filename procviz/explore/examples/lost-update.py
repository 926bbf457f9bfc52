"""Three processes each add one to the number in a file; sometimes an update is lost.

Nearly always it prints 4.  `procviz explore lost-update.py` finds what else can come.
"""

import tempfile
from multiprocessing import Process
from pathlib import Path


def add_one(file: Path) -> None:
    number = int(file.read_text())
    number += 1
    file.write_text(str(number))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "number")
        file.write_text("1")
        workers = [Process(target=add_one, args=(file,)) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(file.read_text())


if __name__ == "__main__":
    main()
